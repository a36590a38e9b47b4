import { randomBytes } from 'node:crypto';
import { type Checkpoint, checkpointText, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { ed25519FromSeed, ed25519Sign } from './ed25519.js';
import { signatureLine, signedNote } from './note.js';
import { NoteError } from './note-error.js';
import { noteKey } from './note-key.js';

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
/** The example of C2SP tlog-checkpoint. */
const EXAMPLE = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
const CHECKPOINT: Checkpoint = {
  origin: 'example.com/behind-the-sofa',
  size: 20_852_163,
  root: Buffer.from(ROOT, 'base64'),
};

function signed(text: string, name: string) {
  const { privateKey, publicKey } = ed25519FromSeed(randomBytes(32));
  const key = noteKey(name, publicKey);
  return { key, note: signedNote(text, [signatureLine(key, ed25519Sign(privateKey, Buffer.from(text)))]) };
}

describe('a checkpoint', () => {
  it.each<[string, Partial<Checkpoint>]>([
    ['of nothing', { size: 0 }],
    ['with a size that is not exact', { size: 2 ** 53 }],
    ['with a part of a leaf', { size: 1.5 }],
    ['without origin', { origin: '' }],
    ['with a space in its origin', { origin: 'a b' }],
    ['with a line in its origin', { origin: 'a\n5' }],
    ['with a short root', { root: Buffer.alloc(31) }],
  ])('%s is not written', (_, part) => {
    expect(() => checkpointText({ ...CHECKPOINT, ...part })).toThrow(RangeError);
  });

  it('is written and read as the example of C2SP', () => {
    expect(checkpointText(CHECKPOINT)).toBe(EXAMPLE);
    expect(parseCheckpoint(EXAMPLE)).toEqual({ ...CHECKPOINT, extensions: [] });
  });

  it('of another log may have extension lines, a space in its origin, and no leaf', () => {
    expect(parseCheckpoint(`my log\n0\n${ROOT}\nmore\n`)).toMatchObject({
      origin: 'my log',
      size: 0,
      extensions: ['more'],
    });
  });

  it.each([
    ['', 'fewer than three lines'],
    ['\n', 'empty line'],
    ['a\n1\n', 'fewer than three lines'],
    [EXAMPLE.slice(0, -1), 'does not end with a newline'],
    [`${EXAMPLE}\n`, 'empty line'],
    [`\n${EXAMPLE}`, 'empty line'],
    [`a\n\n1\n${ROOT}\n`, 'empty line'],
    [`a\n01\n${ROOT}\n`, 'size'],
    [`a\n+1\n${ROOT}\n`, 'size'],
    [`a\n-1\n${ROOT}\n`, 'size'],
    [`a\n1 \n${ROOT}\n`, 'size'],
    [`a\n1e3\n${ROOT}\n`, 'size'],
    [`a\n9007199254740992\n${ROOT}\n`, 'size'],
    [`a\n99999999999999999999\n${ROOT}\n`, 'size'],
    [`a\n1\n${ROOT.slice(0, -1)}\n`, 'root'],
    [`a\n1\n${ROOT.replace('I=', 'J=')}\n`, 'root'],
    [`a\n1\n${ROOT} \n`, 'root'],
    [`a\n1\n${Buffer.alloc(33).toString('base64')}\n`, 'root'],
    [`a\n1\n${ROOT.replaceAll('/', '_')}\n`, 'root'],
    [`a\r\n1\n${ROOT}\n`, 'control character'],
  ])('is refused: %j', (text, why) => {
    expect(() => parseCheckpoint(text)).toThrow(NoteError);
    expect(() => parseCheckpoint(text)).toThrow(why);
  });
});

describe('a signed checkpoint', () => {
  it('is opened with the key of its origin', () => {
    const { key, note } = signed(EXAMPLE, CHECKPOINT.origin);
    expect(openCheckpoint(note, [key])).toMatchObject({ checkpoint: CHECKPOINT, text: EXAMPLE, verified: [{ key }] });
  });

  it('is refused if only a key of another name signed it, or if the text is no checkpoint', () => {
    const other = signed(EXAMPLE, 'example.com/other');
    expect(() => openCheckpoint(other.note, [other.key])).toThrow('not signed by a key with the name of its origin');
    const letter = signed('Dear log,\n', CHECKPOINT.origin);
    expect(() => openCheckpoint(letter.note, [letter.key])).toThrow('fewer than three lines');
  });
});
