import { parseIfMatch, parseIfNoneMatch } from './etag.js';

describe('If-Match', () => {
  it.each([
    ...[
      '',
      ' ',
      '1',
      '"1',
      '1"',
      "'1'",
      '"1" "2"',
      '"1"x',
      '*, "1"',
      '"1", *',
      'w/"1"',
      'W/1',
      '"a b"',
      '"\u0001"',
      ',',
    ],
    ...[`"1"${', "1"'.repeat(300)}`],
  ])('is refused as %j, which is no list of entity tags', (header) => {
    expect(() => parseIfMatch(header)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it.each([
    [undefined, null],
    ['*', null],
    ['"7"', [7]],
    ['"1", "2"', [1, 2]],
    ['"1","2"', [1, 2]],
    [', "1" ,, "2",', [1, 2]],
    ['W/"1"', []],
    ['W/"1", "2"', [2]],
    ['"a,b", "2"', [2]],
    ['"0"', []],
    ['"01"', []],
    ['"1234567890123456"', []],
    ['""', []],
  ])('of %j are the revisions %j: of a tag that is weak or not ours there is none', (header, revisions) => {
    expect(parseIfMatch(header)).toEqual(revisions);
  });
});

describe('If-None-Match of a read', () => {
  it.each([
    [undefined, []],
    ['*', []],
    ['"abc"', ['abc']],
    ['W/"abc", "d,e"', ['abc', 'd,e']],
  ])('of %j are the tags %j: a weak one counts', (header, tags) => {
    expect(parseIfNoneMatch(header)).toEqual(tags);
  });

  it.each(['abc', '"abc', '*, "a"', ''])('is refused as %j', (header) => {
    expect(() => parseIfNoneMatch(header)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });
});
