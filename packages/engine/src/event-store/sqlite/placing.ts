import { closeSync, existsSync, fsyncSync, linkSync, openSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";

/** Something is where a new file should go. It is left as it is. */
export class PlaceTaken extends Error {
  override readonly name = "PlaceTaken";
  /** What a person can do, as a sentence. */
  readonly remedy = "Choose a place where nothing is yet, or move away what is there.";
}

/** Throws `PlaceTaken` when one of the files is there. */
export function refuseTaken(paths: readonly string[]): void {
  for (const path of paths) if (existsSync(path)) throw new PlaceTaken(`${path} exists already`);
}

/**
 * Gives a finished file its name, durably: a crash never leaves half a file there. False when the name was taken;
 * the draft is gone either way.
 */
export function placeFile(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!isTaken) throw error;
    return false;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
  return true;
}

/** Makes what a file holds durable. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a new name in a folder durable. Windows opens no folders and needs no such thing. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
