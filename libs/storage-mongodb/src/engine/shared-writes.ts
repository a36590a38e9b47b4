import { randomInt } from 'node:crypto';
import { type Model, mongo } from 'mongoose';
import { OutcomeUnknown } from '#kernel';
import { boundsOfQuery } from './bounded-reads.js';
import { DURABLE } from './connection.js';
import type { DocumentRow } from './document.schema.js';
import { described, ofSeveral } from './failures.js';

/** Statements of one command at most, unless their documents are large: together they have a few MB. */
const WRITES_A_COMMAND = 32;

/** Each process numbers its writes from a number below this. `randomInt` allows no more. */
const FIRST_WRITES = 2 ** 47;

/** One compare-and-set of a document. */
export interface Publishing {
  readonly id: string;
  /** The revision that the document must have. */
  readonly expected: number;
  /** What else the document must be. */
  readonly also?: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A {@link Publishing} and the number by which its document remembers it, beside the request. */
interface NumberedPublishing extends Publishing {
  readonly write: number;
}

interface Waiting<S> {
  readonly statement: S;
  /**
   * Statements are sent in the order of these texts, so that commands of one kind seldom wait for each other. Inserts are
   * sorted by the unique field and updates by id, so an insert and an update may: see {@link ofSeveral}.
   */
  readonly order: string;
  done(matched: boolean): void;
  failed(error: unknown): void;
}

/** What a command did: how many statements matched, and the errors of others by their places. */
interface Answer {
  readonly n: number;
  readonly writeErrors?: readonly { readonly index: number; readonly code: number }[];
}

/**
 * Writes to one collection. Those of one turn of the event loop share a command, since a command and its commit cost
 * several times what a document costs. A write is sent at the end of its turn, and answered when it is durable.
 *
 * Each write is one statement that succeeds or fails by itself. Errors are those of the driver, each its caller's own; the
 * caller bounds how long it waits. Below mongoose, which would copy and check each document for 20 times what the rest
 * costs: callers check documents by {@link StrictRows}.
 *
 * If some compare-and-sets of a command matched and others lost their race, a query tells which. All of them wait for it.
 * It is repeated once if it fails. An outcome that it does not prove is unknown.
 */
export class SharedWrites<R extends DocumentRow> {
  private readonly inserts: Waiting<R>[] = [];
  private readonly updates: Waiting<NumberedPublishing>[] = [];
  private readonly unique: string & keyof R;
  /** Random at first: a settlement publishes under the request of another process, whose numbers must not be these. */
  private written = randomInt(FIRST_WRITES);

  /** `most`: statements of one command at most. */
  constructor(
    private readonly rows: Model<R>,
    private readonly most = WRITES_A_COMMAND,
  ) {
    const [unique] = rows.schema.indexes().filter(([, options]) => options.unique);
    this.unique = (unique ? Object.keys(unique[0])[0] : '_id') as string & keyof R;
  }

  async insert(row: R): Promise<void> {
    await this.wait(this.inserts, row, String(row[this.unique]), (given) => this.insertAll(given));
  }

  /** False: the document has another revision, or is gone. */
  async publish(one: Publishing): Promise<boolean> {
    const texts = [one.id, one.requestId, ...Object.values(one.also ?? {})];
    if (texts.some((text) => typeof text !== 'string')) throw new TypeError('a document is found by texts');
    if (!Number.isSafeInteger(one.expected)) throw new TypeError('a revision is an integer');
    this.written += 1;
    return this.wait(this.updates, { ...one, write: this.written }, one.id, (given) => this.publishAll(given));
  }

  private wait<S>(
    waiting: Waiting<S>[],
    statement: S,
    order: string,
    send: (given: readonly Waiting<S>[]) => Promise<void>,
  ): Promise<boolean> {
    return new Promise((done, failed) => {
      if (waiting.length === 0) setImmediate(() => this.send(waiting.splice(0), send));
      waiting.push({ statement, order, done, failed });
    });
  }

  private send<S>(given: readonly Waiting<S>[], send: (given: readonly Waiting<S>[]) => Promise<void>): void {
    for (const command of commandsOf(given, this.most)) {
      // A failure is that of these callers alone.
      void send(command).catch((error: unknown) => {
        for (const { failed } of command) failed(command.length === 1 ? error : ofSeveral(error));
      });
    }
  }

  private async insertAll(given: readonly Waiting<R>[]): Promise<void> {
    const documents = given.map(({ statement }) => statement);
    const answer = await this.run({ insert: this.rows.collection.name, documents });
    for (const { done } of withoutFailures(given, answer)) done(true);
  }

  private async publishAll(given: readonly Waiting<NumberedPublishing>[]): Promise<void> {
    const updates = given.map(({ statement }) => updateOf(statement));
    const answer = await this.run({ update: this.rows.collection.name, updates });
    const rest = withoutFailures(given, answer);
    if (answer.n > 0 && answer.n < rest.length) await this.tellApart(rest, answer.n);
    else for (const { done } of rest) done(answer.n > 0);
  }

  private async run(command: mongo.Document): Promise<Answer> {
    const whole = { ...command, ordered: false, writeConcern: DURABLE };
    return (await this.rows.db.db?.command(whole, { ignoreUndefined: true })) as unknown as Answer;
  }

  /** The server tells how many matched. Which ones, the documents tell: each remembers who published it. */
  private async tellApart(given: readonly Waiting<NumberedPublishing>[], matched: number): Promise<void> {
    const rows = await this.publicationsOf(given.map(({ statement }) => statement.id));
    const has = ({ id, requestId, write }: NumberedPublishing) =>
      rows.get(id)?.some((one) => one.id === requestId && one.write === write) ?? false;
    // Fewer than the server counted: a document was removed meanwhile, or a new primary does not know all yet.
    const incomplete = given.filter(({ statement }) => has(statement)).length < matched;
    for (const { statement, done, failed } of given) {
      if (has(statement)) done(true);
      else if (incomplete) failed(new OutcomeUnknown(new Error('fewer publications than matches')));
      else done(false);
    }
  }

  private async publicationsOf(ids: readonly string[]): Promise<ReadonlyMap<string, DocumentRow['published']>> {
    const options = { projection: { published: 1 }, ...boundsOfQuery(ids.length) };
    const rows = this.rows.collection as unknown as mongo.Collection<DocumentRow>;
    const find = () => rows.find({ _id: { $in: [...ids] } }, options).toArray();
    try {
      const found = await find().catch(find);
      return new Map(found.map(({ _id, published = [] }) => [_id, published]));
    } catch (error) {
      throw new OutcomeUnknown(described(error));
    }
  }
}

/** Sorted, and no command with two statements of one order: the server would not tell which of them matched. */
function commandsOf<S>(given: readonly Waiting<S>[], most: number): Waiting<S>[][] {
  const times = new Map<string, number>();
  const layers: Waiting<S>[][] = [];
  for (const one of given.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
    const before = times.get(one.order) ?? 0;
    times.set(one.order, before + 1);
    if (before === layers.length) layers.push([]);
    layers[before]?.push(one);
  }
  return layers.flatMap((layer) =>
    Array.from({ length: Math.ceil(layer.length / most) }, (_, at) => layer.slice(at * most, (at + 1) * most)),
  );
}

/** Rejects those whose statements failed. Returns the others. */
function withoutFailures<S>(given: readonly Waiting<S>[], { writeErrors = [] }: Answer): readonly Waiting<S>[] {
  if (writeErrors.length === 0) return given;
  const errors = new Map(writeErrors.map((one) => [one.index, one]));
  for (const [index, error] of errors) given[index]?.failed(new mongo.MongoServerError({ ...error }));
  return given.filter((_, index) => !errors.has(index));
}

/** A field without a value is removed: a replacement leaves nothing of the old document behind. */
function updateOf({ id, expected, also, requestId, set, at, write }: NumberedPublishing): mongo.Document {
  const absent = Object.entries(set).filter(([, value]) => value === undefined);
  const unset = absent.length === 0 ? {} : { $unset: Object.fromEntries(absent.map(([name]) => [name, 1])) };
  const published = { id: requestId, at, write };
  return {
    q: { ...also, _id: id, revision: expected, fenced: { $exists: false } },
    u: { $set: set, ...unset, $inc: { revision: 1 }, $push: { published } },
  };
}
