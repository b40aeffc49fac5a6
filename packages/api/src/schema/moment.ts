import { type MomentModel, momentModel, stepFrom } from "../models/moment.ts";
import { MOMENT } from "./as-of.ts";
import { builder } from "./builder.ts";
import { eventType } from "./events.ts";

const momentType = builder.objectRef<MomentModel>("Moment").implement({
  description: "A place in the log: right after one event.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    at: t.expose("at", { type: "DateTime", description: "Gateway time of that event." }),
    event: t.expose("event", { type: eventType }),
    previous: t.field({
      type: "LogPosition",
      nullable: true,
      description: "The event before it, ticks and reports of profit and of the clock left out.",
      resolve: ({ position }, _args, { store }) => stepFrom(store, position, "backwards"),
    }),
    next: t.field({
      type: "LogPosition",
      nullable: true,
      resolve: ({ position }, _args, { store }) => stepFrom(store, position, "forwards"),
    }),
  }),
});

builder.queryField("moment", (t) =>
  t.field({
    type: momentType,
    description: "Finds a moment by position or time, and the steps that lead away from it.",
    args: { asOf: t.arg(MOMENT) },
    resolve: async (_root, { asOf }, { store, viewpoint }) => {
      const { past } = await viewpoint(asOf, []);
      if (past === null) throw new Error("a moment that was given is of the past");
      return momentModel(store, past);
    },
  }),
);
