import { executionsPage, type ExecutionView, type PageRequest, type ViewStates } from "@legbook/projections";
import { type Money, money } from "../schema/money.ts";
import { type Page, readPage } from "./page.ts";

export interface ExecutionModel extends Omit<ExecutionView, "realisedProfit"> {
  readonly realisedProfit: Money | null;
}

/** Executions, newest first. The broker reports a realised profit with the commission, in the same currency. */
export function executionPage(views: ViewStates, request: PageRequest): Page<ExecutionModel> {
  const page = readPage(request, () => executionsPage(views, request));
  return { ...page, nodes: page.nodes.map(executionModel) };
}

function executionModel(view: ExecutionView): ExecutionModel {
  return { ...view, realisedProfit: money(view.realisedProfit, view.commission?.currency ?? null) };
}
