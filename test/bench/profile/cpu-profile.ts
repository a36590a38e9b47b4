export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From 0, as is `columnNumber`; -1 for what is no script. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What V8 writes with `--cpu-prof`, as far as it is used here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  /** The id of the node that ran at each sample. */
  readonly samples: readonly number[];
  /** Microseconds from the sample before to this one. */
  readonly timeDeltas: readonly number[];
}

/** A function below the one that called it, with the calls of the same function from there taken together. */
export interface Frame {
  readonly name: string;
  /** The package, the file of this project, or the module of Node, with the line; empty for what is no script. */
  readonly place: string;
  /** Microseconds in it and in what it called. */
  total: number;
  readonly callees: Map<string, Frame>;
}

/** No work of the thread: it waits, or the time is that of the profiler and of V8 outside of any function. */
const NO_WORK = new Set(['(idle)', '(root)']);

/** Adds up the samples. `at`: gives each function another place. Throws if the file is no profile. */
export function framesOf(profile: CpuProfile, at = (frame: CallFrame) => frame): Frame {
  const { nodes, samples, timeDeltas } = profile;
  if (!Array.isArray(nodes) || !Array.isArray(samples) || !Array.isArray(timeDeltas)) {
    throw new Error('this is no profile of V8: it has no nodes, samples and timeDeltas');
  }
  const own = new Map<number, number>();
  for (const [sample, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[sample] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const root: Frame = { name: 'all', place: '', total: 0, callees: new Map() };

  /** The stack of V8 is as deep as that of the program: bounded by it. */
  function add(id: number, under: Frame): number {
    const node = byId.get(id);
    if (!node) throw new Error('this is no whole profile of V8: it names a node that it has not');
    const callFrame = at(node.callFrame);
    const { functionName } = callFrame;
    const isWork = !NO_WORK.has(functionName);
    const frame = isWork ? calleeOf(under, functionName || '(anonymous)', placeOf(callFrame)) : under;
    const below = (node.children ?? []).reduce((sum: number, child: number) => sum + add(child, frame), 0);
    const total = below + (isWork ? (own.get(id) ?? 0) : 0);
    if (isWork) frame.total += total;
    return total;
  }

  root.total = nodes.filter(({ id }) => !called.has(id)).reduce((sum, { id }) => sum + add(id, root), 0);
  return root;
}

function calleeOf(frame: Frame, name: string, place: string): Frame {
  const key = `${name} ${place}`;
  const known = frame.callees.get(key);
  if (known) return known;
  const made: Frame = { name, place, total: 0, callees: new Map() };
  frame.callees.set(key, made);
  return made;
}

/** Without the folders of the machine. */
function placeOf({ url, lineNumber }: CallFrame): string {
  if (url === '') return '';
  const [, inPackage] = /.*\/node_modules\/(.*)$/.exec(url) ?? [];
  const [, inProject] = /.*\/dist\/(.*)$/.exec(url) ?? /.*\/((?:apps|libs|test)\/.*)$/.exec(url) ?? [];
  const file = inPackage ?? inProject ?? (url.startsWith('node:') ? url : url.replace(/^.*\//, ''));
  return `${file}:${lineNumber + 1}`;
}
