import type { GatewayMessage } from "../ports/broker-gateway.ts";
import type { PlacedEvent } from "../world/apply.ts";
import type { World } from "../world/world.ts";
import type { TurnTime } from "./recording.ts";
import type { Work } from "./work.ts";

/**
 * A part of the engine's behaviour: how it reads the gateway, what follows from events, and what is done about them.
 * `hear` and `react` only decide; whatever leaves the engine leaves in `act`, which runs when the event is durable.
 */
export interface Process {
  readonly name: string;
  /** Meaning of a gateway message; null when it is not this process's. */
  hear?(message: GatewayMessage, world: World, time: TurnTime): readonly Work[] | null;
  /** What follows from an event, within the same turn. Same inputs, same work. */
  react?(placed: PlacedEvent, world: World, time: TurnTime): readonly Work[];
  /** Effects of a durable event. */
  act?(placed: PlacedEvent, world: World): void;
}
