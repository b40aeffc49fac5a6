import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { SHARE, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F11: one user has one session with market data", () => {
  async function watchedBesideAnother(withFaults: boolean) {
    const stage = await theatre.open("f11-competing-session", withFaults);
    const naive = await theatre.online(stage);
    const request = naive.watch(SHARE);
    await stage.pass(15_000, 500);
    const ticks = naive.books.ticks;
    await stage.pass(30_000, 500);
    return { naive, hasTicks: naive.books.ticks > ticks, request, stage };
  }

  it("so the naive client keeps the last quote from before 10197", async () => {
    const { naive, hasTicks, request } = await watchedBesideAnother(true);
    expect(naive.notes).toContain(`10197 ${request}`);
    expect(hasTicks).toBe(false);
    expect(naive.books.quotes.get(request)?.ask).toBeGreaterThan(0);
    expect(naive.isOnline).toBe(true);
  });

  it("and alone it is quoted on", async () => {
    const { hasTicks } = await watchedBesideAnother(false);
    expect(hasTicks).toBe(true);
  });
});

describe("F11: a client id is one connection's", () => {
  async function connecting(withFaults: boolean) {
    const stage = await theatre.open("f11-client-id-in-use", withFaults);
    const naive = theatre.client(stage);
    naive.connect();
    await stage.pass(20_000);
    return naive;
  }

  it("so the naive client, coming again with the same, knocks without end and is never let in", async () => {
    const naive = await connecting(true);
    expect(naive.isOnline).toBe(false);
    expect(naive.attempts).toBeGreaterThan(50);
    expect(naive.notes.filter((note) => note === "326 -1").length).toBeGreaterThan(50);
  });

  it("where the id is free it knocks once", async () => {
    const naive = await connecting(false);
    expect(naive.isOnline).toBe(true);
    expect(naive.attempts).toBe(1);
  });
});
