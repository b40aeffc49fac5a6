import { notify } from "../app/notices.ts";

/** Puts a link where the reader can paste it from. */
export async function copyLink(link: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    notify("good", "The link to this moment is copied.");
  } catch (error) {
    // A browser may keep the clipboard to itself.
    if (!(error instanceof DOMException)) throw error;
    notify("plain", `The link to this moment: ${link}`);
  }
}
