import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AsOf } from "../gql/graphql.ts";
import { usePastPosition } from "../past/past-store.ts";
import type { Failure } from "./failure.ts";

/** A page of a list, newest first. */
export interface ListPage<Node> {
  readonly nodes: readonly Node[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

/** A list that is longer than its first page. Functions that stay the same, or every page is read anew. */
export interface LongList<Node> {
  readonly keyOf: (node: Node) => string;
  /** The page after a cursor: of the moment, or of now for undefined. */
  readonly read: (asOf: AsOf | undefined, after: string) => Promise<ListPage<Node> | Failure>;
  /** What was read once never changes, such as an event. */
  readonly settled: boolean;
}

/** A list as far as it was asked for. */
export interface Further<Node> {
  readonly nodes: readonly Node[];
  readonly hasMore: boolean;
  readonly reading: boolean;
  readonly failure: Failure | null;
  readonly more: () => void;
}

interface Read<Node> {
  /** Of which these pages are; null for now. */
  readonly position: string | null;
  readonly list: LongList<Node>;
  readonly pages: readonly ListPage<Node>[];
}

const againMs = 3_000;

function isPage<Node>(answer: ListPage<Node> | Failure): answer is ListPage<Node> {
  return "nodes" in answer;
}

/** Pages after a cursor, one after the other; as far as they came, and why no further. */
async function pagesAfter<Node>(
  list: LongList<Node>,
  asOf: AsOf | undefined,
  cursor: string | null,
  count: number,
): Promise<{ readonly pages: readonly ListPage<Node>[]; readonly failure: Failure | null }> {
  const pages: ListPage<Node>[] = [];
  for (let after = cursor; after !== null && pages.length < count;) {
    const page = await list.read(asOf, after);
    if (!isPage(page)) return { pages, failure: page };
    pages.push(page);
    after = page.hasNextPage ? page.endCursor : null;
  }
  return { pages, failure: null };
}

function merged<Node>(keyOf: LongList<Node>["keyOf"], pages: readonly ListPage<Node>[]): readonly Node[] {
  const nodes = new Map<string, Node>();
  for (const page of pages) {
    for (const node of page.nodes) if (!nodes.has(keyOf(node))) nodes.set(keyOf(node), node);
  }
  return [...nodes.values()];
}

/** A first page that has moved on beyond what was read would leave a hole in the list: what was read is let go then. */
function joins<Node>(first: ListPage<Node>, { list, pages: [newest] }: Read<Node>): boolean {
  if (newest === undefined || !list.settled) return true;
  const known = new Set(newest.nodes.map(list.keyOf));
  return first.nodes.some((node) => known.has(list.keyOf(node)));
}

/**
 * A list from its first page on, as far as it was asked for. Of a moment of the past the pages stand; of now those that
 * may change are read again, when the first page moves on and every few seconds.
 */
export function useFurther<Node>(first: ListPage<Node> | undefined, list: LongList<Node>): Further<Node> {
  const position = usePastPosition();
  const [read, setRead] = useState<Read<Node>>({ position, list, pages: [] });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [reading, setReading] = useState(false);
  const asked = useRef(0);
  const isOurs = read.position === position && read.list === list;
  const pages = useMemo(
    () => (isOurs && (first === undefined || joins(first, read)) ? read.pages : []),
    [isOurs, first, read],
  );
  const take = useCallback(
    async (cursor: string | null, count: number, before: readonly ListPage<Node>[]): Promise<void> => {
      const own = ++asked.current;
      const asOf = position === null ? undefined : { position };
      const answer = await pagesAfter(list, asOf, cursor, count);
      if (own !== asked.current) return;
      setReading(false);
      setFailure(answer.failure);
      if (answer.failure === null || before.length > 0)
        setRead({ position, list, pages: [...before, ...answer.pages] });
    },
    [position, list],
  );
  const endCursor = first?.endCursor ?? null;
  const loaded = pages.length;
  useEffect(() => {
    if (position !== null || list.settled || loaded === 0) return undefined;
    const again = (): void => void take(endCursor, loaded, []);
    again();
    const timer = setInterval(() => !document.hidden && again(), againMs);
    return () => clearInterval(timer);
  }, [position, list, loaded, endCursor, take]);
  useEffect(() => {
    setFailure(null);
    setReading(false);
    return () => {
      asked.current += 1;
    };
  }, [position, list]);
  const last = pages.at(-1) ?? first;
  const nodes = useMemo(
    () => (first === undefined ? [] : merged(list.keyOf, [first, ...pages])),
    [first, pages, list],
  );
  const more = (): void => {
    setReading(true);
    // What is settled is kept from the first page on, so that it can be joined to those that come.
    const before = pages.length === 0 && list.settled && first !== undefined ? [first] : pages;
    void take(last?.endCursor ?? null, 1, before);
  };
  return { nodes, hasMore: last?.hasNextPage ?? false, reading, failure, more };
}
