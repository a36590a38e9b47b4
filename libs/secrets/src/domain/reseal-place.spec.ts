import { AFTER_THE_HEADS, archivePlace, headPlace, parsePlace } from './reseal-place.js';

const ID = '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d';

describe('the place of a pass over secrets', () => {
  it.each(['', 'head', 'head ', `head ${ID} 1`, `archive ${ID}`, `archive ${ID} 0`, `archive ${ID} x`, `x ${ID}`])(
    'is not %j',
    (place) => {
      expect(() => parsePlace(place)).toThrow('no place');
    },
  );

  it('is read as it was written: the beginning, among the heads, after them, among the archived versions', () => {
    expect(parsePlace(null)).toEqual({ walk: 'heads', after: null });
    expect(parsePlace(headPlace(ID))).toEqual({ walk: 'heads', after: ID });
    expect(parsePlace(AFTER_THE_HEADS)).toEqual({ walk: 'archive', after: null });
    expect(parsePlace(archivePlace({ id: ID, version: 12 }))).toEqual({
      ...{ walk: 'archive', after: { id: ID, version: 12 } },
    });
  });
});
