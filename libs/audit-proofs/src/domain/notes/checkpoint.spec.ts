import { NoteSigner, NoteWitness } from '../../testing/note-signer.js';
import { type Checkpoint, checkpointText, openCheckpoint, parseCheckpoint } from './checkpoint.js';
import { NoteError } from './note-error.js';

const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
/** The example of C2SP tlog-checkpoint. */
const EXAMPLE = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
const CHECKPOINT: Checkpoint = {
  origin: 'example.com/behind-the-sofa',
  size: 20_852_163,
  root: Buffer.from(ROOT, 'base64'),
};

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
  const log = new NoteSigner(CHECKPOINT.origin);

  it('is opened with the key of its origin', () => {
    const opened = openCheckpoint(log.note(EXAMPLE), [log.key]);
    expect(opened).toMatchObject({ checkpoint: CHECKPOINT, text: EXAMPLE, verified: [{ key: log.key }] });
  });

  it('is refused if only a key of another name or a witness signed it, or if the text is no checkpoint', () => {
    for (const other of [new NoteSigner('example.com/other'), new NoteWitness(CHECKPOINT.origin)])
      expect(() => openCheckpoint(other.note(EXAMPLE), [other.key, log.key])).toThrow(
        'not signed by a key with the name of its origin',
      );
    expect(() => openCheckpoint(log.note('Dear log,\n'), [log.key])).toThrow('fewer than three lines');
  });
});
