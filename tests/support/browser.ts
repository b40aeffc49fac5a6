import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page, type Request } from "playwright-core";
import { root } from "./child-process.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where a test waits for the screen: longer than any answer on a busy machine. */
const SCREEN_DEADLINE_MS = 20_000;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function findChromium(): string | null {
  const named = process.env["CHROME_BIN"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find(isExecutable) ?? null;
}

/** The machine's Chromium, or null after one loud line. */
export const chromiumPath = findChromium();

if (chromiumPath === null) {
  console.warn(
    `SKIPPED: no browser, so no test on the screen; put one of ${NAMES.join(", ")} on PATH or set CHROME_BIN`,
  );
}

/** A browser with a new empty profile, which Playwright removes at its end. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === null) throw new Error("there is no browser to launch");
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: ARGUMENTS });
}

/** A page and everything that went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors and warnings, exceptions, failed requests and violations of the content policy, in words. */
  readonly faults: readonly string[];
  /**
   * From now on the server is gone on purpose. A browser reports each attempt to reach it, and the page cannot keep it
   * from that: those reports are no faults any more.
   */
  expectOutage(): void;
}

/**
 * Whether the page itself let go of a query whose answer it no longer needs, as its client does with one that another
 * has replaced. A server that breaks off is told differently, and nobody may let go of a mutation.
 */
function isGivenUp(request: Request): boolean {
  if (request.failure()?.errorText !== "net::ERR_ABORTED" || !request.url().endsWith("/graphql"))
    return false;
  const { query } = request.postDataJSON() as { readonly query: string };
  return !/^\s*mutation\b/m.test(query);
}

/** Opens a page in a context of its own: no cookies, no storage. */
export async function openPage(
  browser: Browser,
  viewport = { width: 1440, height: 900 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  context.setDefaultTimeout(SCREEN_DEADLINE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  let outage = false;
  const fault = (text: string): void => {
    if (!outage || !/ERR_CONNECTION|ERR_NETWORK|WebSocket connection to/.test(text)) faults.push(text);
  };
  page.on("console", (message) => {
    if (["error", "warning", "assert"].includes(message.type())) {
      fault(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => fault(`exception: ${error.stack ?? error.message}`));
  page.on("crash", () => fault("the page crashed"));
  page.on("requestfailed", (request) => {
    if (isGivenUp(request)) return;
    fault(`failed request: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) fault(`response ${response.status()}: ${response.url()}`);
  });
  await page.exposeFunction("reportPolicyViolation", (text: string) => fault(`content policy: ${text}`));
  await page.addInitScript({
    content:
      "addEventListener('securitypolicyviolation', (event) => reportPolicyViolation(`${event.effectiveDirective} ${event.blockedURI}`));",
  });
  const expectOutage = (): void => {
    outage = true;
  };
  return { page, context, faults, expectOutage };
}

const PICTURES = join(root, "test-results", "e2e");

/** Leaves a picture of the page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
