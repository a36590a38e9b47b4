import { SourceMap } from 'node:module';
import { sourcePlaces } from './source-places.js';

const BUNDLE = 'file:///coffer/dist/programs/server.js';
/** The second line of the bundle is the fifth of the file. */
const MAP = new SourceMap({
  version: 3,
  file: 'server.js',
  sources: ['../../libs/audit/src/a.ts'],
  sourcesContent: [],
  names: [],
  mappings: ';AAIA',
  sourceRoot: '',
});

function placeOf(url: string, lineNumber: number): string {
  const place = sourcePlaces((asked) => (asked === BUNDLE ? MAP : null));
  const frame = place({ functionName: 'f', url, lineNumber, columnNumber: 3 });
  return `${frame.functionName} ${frame.url}:${frame.lineNumber}`;
}

describe('sourcePlaces', () => {
  it('leaves what has no map, and what its map does not have', () => {
    expect(placeOf('', -1)).toBe('f :-1');
    expect(placeOf('node:fs', 7)).toBe('f node:fs:7');
    expect(placeOf(BUNDLE, 0)).toBe(`f ${BUNDLE}:0`);
  });

  it('finds the file and the line of what was bundled', () => {
    expect(placeOf(BUNDLE, 1)).toBe('f file:///coffer/libs/audit/src/a.ts:4');
  });
});
