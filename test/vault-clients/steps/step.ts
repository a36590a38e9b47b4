import type { Who } from '../support/place.js';

/** What all steps have. Each step runs once on every server, in the order of its list. */
interface Common {
  /** Unique, and what a difference names. */
  readonly name: string;
  /** The writer, unless given. */
  readonly as?: Who;
  /** The parts that its users look at, such as `out.sealed`. All, unless given. */
  readonly look?: readonly string[];
  /** OpenBao refuses it. Otherwise OpenBao must do it. */
  readonly isRefused?: boolean;
}

/** One start of the command `bao`. */
export interface BaoStep extends Common {
  readonly client: 'bao';
  readonly args: readonly string[];
  /** What it reads from standard input. */
  readonly input?: string;
}

/** One call of a method of a library, such as `secrets.kv.v2.read_secret_version` of hvac. */
export interface CallStep extends Common {
  readonly client: 'node-vault' | 'hvac';
  readonly method: string;
  /** node-vault takes them in order, and hvac by name. */
  readonly args: readonly unknown[] | Readonly<Record<string, unknown>>;
  /** hvac: without it, lists have the method LIST. */
  readonly strict?: boolean;
}

/** A request as a client that is not installed here sends it, by its source. */
export interface HttpStep extends Common {
  readonly client: 'http';
  readonly request: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Step = BaoStep | CallStep | HttpStep;

export type More = Pick<Common, 'as' | 'isRefused' | 'look'> & {
  /** Tells steps apart that do the same at different times. */
  readonly when?: string;
};

export function named(text: string, when?: string): string {
  return when === undefined ? text : `${text} (${when})`;
}
