import {
  execute,
  getNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
} from "graphql";
import type { ApiContext } from "../context.ts";

/** Every field of a type, and of those below it and of each member of a union; none that needs an argument. */
export function selectionOf(type: GraphQLOutputType, leftOut: ReadonlySet<string>): string {
  const named = getNamedType(type);
  if (isUnionType(named)) {
    const members = named.getTypes().map((member) => `... on ${member.name} ${selectionOf(member, leftOut)}`);
    return `{ ${members.join(" ")} }`;
  }
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields())
    .filter(({ name, args }) => !leftOut.has(name) && !args.some(isRequiredArgument))
    .map(({ name, type: of }) => `${name} ${selectionOf(of, leftOut)}`);
  return `{ ${fields.join(" ")} }`;
}

/**
 * The whole of one view as its query answers it, leaves as they are sent; `args` are written as in a document. Throws
 * the first error of the query, such as that of an account that is not known.
 */
export async function wholeView(
  schema: GraphQLSchema,
  context: ApiContext,
  view: string,
  args: Readonly<Record<string, string>>,
  leftOut: ReadonlySet<string>,
): Promise<unknown> {
  const field = schema.getQueryType()?.getFields()[view];
  if (field === undefined) throw new Error(`there is no query ${view}`);
  const given = Object.entries(args).map(([name, value]) => `${name}: ${value}`);
  const asked = given.length === 0 ? "" : `(${given.join(", ")})`;
  const document = parse(`{ ${view} ${asked} ${selectionOf(field.type, leftOut)} }`);
  const { data, errors } = await execute({ schema, document, contextValue: context });
  const [first] = errors ?? [];
  if (first !== undefined) throw first;
  return data?.[view];
}
