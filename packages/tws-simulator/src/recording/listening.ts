import type { Server } from "node:net";
import { RecordingOptionError } from "./recording-error.ts";

/** Clients are on this machine: what is recorded or played is nobody else's business. */
const HOST = "127.0.0.1";

/** Listens on this machine alone and resolves with the port. Rejects with `RecordingOptionError` for one in use. */
export function listenLocally(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(new RecordingOptionError("port", error.message, { cause: error })),
    );
    server.listen({ port, host: HOST }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the server has no port"));
      else resolve(address.port);
    });
  });
}

/** Resolves when the server and all its connections have ended. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
