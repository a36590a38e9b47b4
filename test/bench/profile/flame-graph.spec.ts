import { type CpuProfile, framesOf } from './cpu-profile.js';
import { flameGraph } from './flame-graph.js';

type Node = CpuProfile['nodes'][number];

function node(id: number, functionName: string, children: readonly number[] = [], url = ''): Node {
  return { id, callFrame: { functionName, url, lineNumber: 6, columnNumber: 0 }, children };
}

/** A profile in which each node runs for as many microseconds as `times` says. */
function profile(nodes: readonly Node[], times: Readonly<Record<number, number>>): CpuProfile {
  return { nodes, samples: Object.keys(times).map(Number), timeDeltas: Object.values(times) };
}

const drawn = (given: CpuProfile) => flameGraph(framesOf(given), 'a <title>');
const titlesIn = (svg: string) => [...svg.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) => title);

describe('framesOf', () => {
  it('refuses what is no profile, and one that names a node that it has not', () => {
    expect(() => framesOf({} as CpuProfile)).toThrow('no profile of V8');
    expect(() => framesOf(profile([node(1, '(root)', [2])], {}))).toThrow('no whole profile');
  });

  it('counts no waiting', () => {
    const given = profile([node(1, '(root)', [2, 3]), node(2, '(idle)'), node(3, 'work')], { 2: 9_000, 3: 1_000 });
    expect(framesOf(given).total).toBe(1_000);
  });

  it('counts a function with all that it calls, and calls of the same function once', () => {
    const nodes = [node(1, '(root)', [2, 3]), node(2, 'outer', [4]), node(3, 'outer', [5]), node(4, 'a'), node(5, 'b')];
    const root = framesOf(profile(nodes, { 2: 10, 3: 20, 4: 300, 5: 4_000 }));
    const [outer] = [...root.callees.values()];
    expect([root.total, outer?.total, root.callees.size, outer?.callees.size]).toEqual([4_330, 4_330, 1, 2]);
  });

  it('takes no time back, which the clock of a profile may', () => {
    const given = { nodes: [node(1, 'work')], samples: [1, 1], timeDeltas: [500, -200] };
    expect(framesOf(given).total).toBe(500);
  });
});

describe('flameGraph', () => {
  it('shows no folder of the machine', () => {
    const urls = [
      'file:///home/ann/coffer/dist/libs/audit/src/a.js',
      'file:///home/ann/coffer/node_modules/fastify/lib/b.js',
      'file:///home/ann/elsewhere/c.js',
      'node:internal/streams',
    ];
    const nodes = [node(1, '(root)', [2, 3, 4, 5]), ...urls.map((url, at) => node(at + 2, `f${at}`, [], url))];
    const svg = drawn(profile(nodes, { 2: 1, 3: 1, 4: 1, 5: 1 }));
    expect(titlesIn(svg).slice(2)).toEqual([
      'f0, libs/audit/src/a.js:7: 25.0 %, 0 ms',
      'f1, fastify/lib/b.js:7: 25.0 %, 0 ms',
      'f2, c.js:7: 25.0 %, 0 ms',
      'f3, node:internal/streams:7: 25.0 %, 0 ms',
    ]);
    expect(svg).not.toContain('home');
  });

  it('leaves out frames under 0.3 %, with what is below them', () => {
    const nodes = [node(1, '(root)', [2, 3]), node(2, 'much'), node(3, 'little', [4]), node(4, 'below')];
    expect(titlesIn(drawn(profile(nodes, { 2: 99_800, 3: 100, 4: 100 }))).join()).not.toMatch(/little|below/);
    expect(titlesIn(drawn(profile(nodes, { 2: 99_700, 3: 0, 4: 300 }))).join()).toMatch(/little.*below/);
  });

  it('is text that a browser reads as nothing but a picture', () => {
    const svg = drawn(profile([node(1, '<script>alert(1)</script>&"')], { 1: 5 }));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('a &lt;title&gt;');
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;');
  });

  it('gives the same bytes for the same profile, in whatever order its nodes are', () => {
    const nodes = [node(1, '(root)', [2, 3]), node(2, 'a'), node(3, 'b')];
    const other = [node(1, '(root)', [3, 2]), node(3, 'b'), node(2, 'a')];
    expect(drawn(profile(nodes, { 2: 1, 3: 2 }))).toBe(drawn(profile(other, { 3: 2, 2: 1 })));
  });

  it('draws a profile without work as an empty picture', () => {
    expect(titlesIn(drawn(profile([node(1, '(root)')], {})))).toEqual(['a &lt;title&gt;']);
  });
});
