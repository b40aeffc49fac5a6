import { GraphQLError } from "graphql";
import { type MomentModel, momentModel, sessionStartOf, stepFrom } from "../models/moment.ts";
import { AS_OF } from "./as-of.ts";
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
    sessionStart: t.field({
      type: "LogPosition",
      nullable: true,
      description: "Where the engine's run that it is of began; null before the first.",
      resolve: ({ position }, _args, { store }) => sessionStartOf(store, position),
    }),
  }),
});

builder.queryField("moment", (t) =>
  t.field({
    type: momentType,
    description: "Finds a moment by position or time, and the steps that lead away from it.",
    args: { asOf: t.arg({ ...AS_OF, description: "Left out: right after the newest event." }) },
    resolve: async (_root, { asOf }, { store, views, viewpoint }) => {
      const { past } = await viewpoint(asOf, []);
      const position = past ?? views.position;
      if (position !== null) return momentModel(store, position);
      throw new GraphQLError("asOf: the log has no event yet.", {
        extensions: { code: "AS_OF_BEFORE_LOG", field: "asOf" },
      });
    },
  }),
);
