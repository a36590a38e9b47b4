import { preconditionsOf } from './preconditions.js';

describe('the preconditions of a request', () => {
  it.each([
    [{}, { seen: null, mustExist: false, mustBeNew: false }],
    [{ 'if-match': '"7"' }, { seen: [7], mustExist: true, mustBeNew: false }],
    [{ 'if-match': '*' }, { seen: null, mustExist: true, mustBeNew: false }],
    [{ 'if-none-match': '*' }, { seen: null, mustExist: false, mustBeNew: true }],
  ])('of %j are %j', (headers, expected) => {
    expect(preconditionsOf(headers)).toEqual(expected);
  });

  it.each([['"7"'], ['W/"7"'], ['*, *'], ['']])('are refused for If-None-Match: %s', (header) => {
    expect(() => preconditionsOf({ 'if-none-match': header })).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
  });
});
