import { Component, type ErrorInfo, type ReactNode } from "react";

interface PanelGuardProps {
  /** What the panel is called in the sentence about its fault. */
  readonly name: string;
  readonly children: ReactNode;
}

interface PanelGuardState {
  readonly error: Error | null;
}

/** Keeps a fault in one panel from taking the screen, and with it the kill switch, away. */
export class PanelGuard extends Component<PanelGuardProps, PanelGuardState> {
  override state: PanelGuardState = { error: null };

  static getDerivedStateFromError(error: unknown): PanelGuardState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    reportError(
      new Error(`The panel "${this.props.name}" failed.${info.componentStack ?? ""}`, { cause: error }),
    );
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="state" role="alert" data-tone="danger">
        <p className="state-title">{this.props.name} cannot be shown.</p>
        <p className="state-text">
          A fault of this page: {error.message} The other panels and the kill switch go on.{" "}
          <code>web.panel-failed</code>
        </p>
        <p>
          <button type="button" onClick={() => this.setState({ error: null })}>
            Show it again
          </button>
        </p>
      </div>
    );
  }
}
