import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import type { TurnTime } from "./recording.ts";
import type { Work } from "./work.ts";

/**
 * A part of the engine's behaviour towards the gateway: how it reads its messages, and what is done about events.
 * `hear` only decides; whatever leaves the engine leaves in `act`, which runs when the event is durable. What `hear`
 * makes of a message is recorded with the turn (`InputsTaken`), so that it may remember what it heard.
 */
export interface Process {
  readonly name: string;
  /** Meaning of a gateway message; null when it is not this process's. */
  hear?(message: GatewayMessage, world: World, time: TurnTime): readonly Work[] | null;
  /** Effects of a durable event. */
  act?(placed: PlacedEvent, world: World): void;
}

/**
 * What follows from an event, within the same turn. Nothing but its arguments may count: a replay asks again, on the
 * same world at the same time, and has to get the same work.
 */
export type Reaction = (placed: PlacedEvent, world: World, time: TurnTime) => readonly Work[];
