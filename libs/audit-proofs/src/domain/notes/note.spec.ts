import { NoteSigner, NoteWitness } from '../../testing/note-signer.js';
import { ed25519FromSeed, ed25519Sign, ed25519Verify } from './ed25519.js';
import { appendLines, openNote, parseSignatureLine, signatureLine, signedNote, splitNote } from './note.js';
import { NoteError } from './note-error.js';
import { formatVkey, type NoteKey, noteKey, parseVkey } from './note-key.js';

const TEXT = 'log.example/1\n17\nAAAA\n';

/** The example of golang.org/x/mod/sumdb/note. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SAYING = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const log = new NoteSigner('log.example/1');
const next = new NoteSigner('log.example/1');
const stranger = new NoteSigner('log.example/2');
const witness = new NoteWitness('witness.example/w');
/** Signs as a log with the key of a witness. */
const timeless = { line: (text: string) => signatureLine(witness.key, parseSignatureLine(log.line(text)).signature) };

/** Refused with a NoteError whose message has these words. */
function expectRefused(what: () => unknown, words: string): void {
  expect(what).toThrow(NoteError);
  expect(what).toThrow(words);
}

describe('ed25519', () => {
  it('signs as the first test of RFC 8032 says', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const { privateKey, publicKey } = ed25519FromSeed(seed);
    expect(publicKey.toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
    const signature = ed25519Sign(privateKey, Buffer.alloc(0));
    expect(signature.toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(ed25519Verify(publicKey, Buffer.alloc(0), signature)).toBe(true);
    expect(ed25519Verify(publicKey, Buffer.alloc(1), signature)).toBe(false);
    expect(ed25519Verify(publicKey, Buffer.alloc(0), signature.subarray(1))).toBe(false);
  });

  it('refuses keys of another size', () => {
    expect(() => ed25519FromSeed(Buffer.alloc(31))).toThrow(RangeError);
    expect(() => ed25519Verify(Buffer.alloc(33), Buffer.alloc(0), Buffer.alloc(64))).toThrow(RangeError);
  });
});

describe('a vkey', () => {
  it.each([[NEUMANN], [log.vkey], [witness.vkey]])('is read: %s', (vkey) => {
    expect(formatVkey(parseVkey(vkey))).toBe(vkey);
  });

  it.each([
    ['', 'not written as'],
    ['a+b', 'not written as'],
    [NEUMANN.replace('Peter', 'Peter '), 'not written as'],
    [NEUMANN.replace('c74f20a3', 'C74F20A3'), 'not written as'],
    [NEUMANN.replace('c74f20a3', 'c74f20a4'), 'id of the key'],
    [NEUMANN.replace('Peter', 'Petra'), 'id of the key'],
    [NEUMANN.replace('+ARpc', '+BRpc'), 'type that is not supported'],
    [NEUMANN.replace('+ARpc', '+ARpd'), 'id of the key'],
    [NEUMANN.replace('+ARpc', '+BBpc').replace('W10TW', 'W10TX'), 'id of the key'],
    [NEUMANN.replace('+ARpc', '+Bhpc'), 'type that is not supported'],
    [NEUMANN.slice(0, -4), 'type that is not supported'],
    [`${NEUMANN}=`, 'type that is not supported'],
    [`${NEUMANN}\n`, 'not written as'],
    [`${NEUMANN}\t`, 'control character'],
    [`${'n'.repeat(1_000)}${NEUMANN}`, 'longer than 1024'],
  ])('refuses %.60s', (vkey, why) => {
    expectRefused(() => parseVkey(vkey), why);
  });

  it('has a name without space and "+"', () => {
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u2003b', 'a\nb', 'a\u0000b', '\ud800'])
      expect(() => noteKey(name, log.key.publicKey)).toThrow(RangeError);
    expect(() => noteKey('a', Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe('a signed note', () => {
  const note = signedNote(TEXT, [log.line(TEXT)]);

  it('made by Go is opened', () => {
    const { text, verified, unknown } = openNote(SAYING, [parseVkey(NEUMANN)]);
    expect(text).toBe(SAYING.split('\n').slice(0, 2).join('\n').concat('\n'));
    expect(verified.map(({ key, time }) => [key.name, time])).toEqual([['PeterNeumann', null]]);
    expect(unknown).toEqual([]);
  });

  it('keeps empty lines in its text, and is read from bytes too', () => {
    const text = 'a\n\nb\n\n\n';
    const spaced = Buffer.from(signedNote(text, [log.line(text)]));
    expect(openNote(spaced, [log.key]).text).toBe(text);
  });

  it('ignores the signatures of unknown keys, also of one with the same name', () => {
    const lines = [stranger.line('other\n'), next.line('other\n'), log.line(TEXT)];
    const { verified, unknown } = openNote(signedNote(TEXT, lines), [log.key]);
    expect(verified.map(({ key }) => key)).toEqual([log.key]);
    expect(unknown).toEqual(lines.slice(0, 2));
  });

  it('is opened with two keys of one name', () => {
    const both = signedNote(TEXT, [log.line(TEXT), next.line(TEXT)]);
    expect(openNote(both, [next.key, log.key]).verified.map(({ key }) => key.id)).toEqual([log.key.id, next.key.id]);
  });

  it('counts a key once, and verifies each of its lines', () => {
    const twice = signedNote(TEXT, [log.line(TEXT), log.line(TEXT)]);
    expect(openNote(twice, [log.key, log.key]).verified).toHaveLength(1);
    const wrong = signedNote(TEXT, [log.line(TEXT), log.line('other\n')]);
    expectRefused(() => openNote(wrong, [log.key]), 'known key is wrong');
  });

  it('has the time of a cosignature', () => {
    const lines = [log.line(TEXT), witness.line(TEXT, 1_679_315_147)];
    const { verified } = openNote(signedNote(TEXT, lines), [log.key, witness.key]);
    expect(verified.map(({ time }) => time)).toEqual([null, 1_679_315_147]);
  });

  it('takes lines to it, each once', () => {
    const line = witness.line(TEXT, 5);
    expect(appendLines(note, [line, log.line(TEXT), line])).toBe(signedNote(TEXT, [log.line(TEXT), line]));
    expectRefused(() => appendLines(note, ['x']), 'signature line');
    expectRefused(() => appendLines(note, ['']), 'no signature');
    expectRefused(() => appendLines(note, ['a\n\n— b AAAAAAA=']), 'must end with a newline');
  });

  it.each<[string, () => string, string, NoteKey[]]>([
    ['no known key', () => note, 'no signature of a known key', [stranger.key]],
    ['no key', () => note, 'no signature of a known key', []],
    ['the key under another name', () => note, 'no signature of a known key', [noteKey('x', log.key.publicKey)]],
    [
      'the key as that of a witness',
      () => note,
      'known key',
      [noteKey(log.key.name, log.key.publicKey, 'cosignature')],
    ],
    ['another text', () => `x${note}`, 'known key is wrong', [log.key]],
    ['one wrong of two', () => signedNote(TEXT, [log.line(TEXT), next.line('')]), 'is wrong', [log.key, next.key]],
    ['a cosignature without time', () => signedNote(TEXT, [timeless.line(TEXT)]), 'is wrong', [witness.key]],
    ['a cosignature of another text', () => signedNote(TEXT, [witness.line('x\n', 1)]), 'wrong', [witness.key]],
  ])('is refused: %s', (_, text, why, keys) => {
    expectRefused(() => openNote(text(), keys), why);
  });

  it('refuses a cosignature whose time was changed', () => {
    const { name, id, signature } = parseSignatureLine(witness.line(TEXT, 1_000));
    for (const at of [0, 7]) {
      const changed = Buffer.from(signature);
      changed[at] = 0xff;
      expectRefused(() => openNote(signedNote(TEXT, [signatureLine({ name, id }, changed)]), [witness.key]), 'wrong');
    }
  });

  it.each([
    ['', 'no empty line'],
    ['a\n', 'no empty line'],
    ['a\n\n', 'no signature'],
    [note.slice(0, -1), 'does not end with a newline'],
    [`${note}x`, 'does not end with a newline'],
    [`${note}\n`, 'no signature'],
    [note.replace('— ', '- '), 'signature line'],
    [note.replace('— ', '—  '), 'signature line'],
    [note.replace(/=?\n$/, ' \n'), 'signature line'],
    [note.replace('\n\n', '\r\n\r\n'), 'control character'],
    [`\t${note}`, 'control character'],
    [`\u0000${note}`, 'control character'],
    [`\ud800${note}`, 'not UTF-8'],
    [`a\n\n— a ${'A'.repeat(4)}\n`, 'signature line'],
    [`a\n\n— a AAAAAAB=\n`, 'signature line'],
    [`a\n\n— a AAAAAA==\n`, 'signature line'],
    [`a\n\n— a+b AAAAAAA=\n`, 'signature line'],
    [`a\n\n— a\u00a0b AAAAAAA=\n`, 'signature line'],
    [`a\n\n${'— a AAAAAAA=\n'.repeat(101)}`, 'more than 100 signatures'],
    [`${'ü'.repeat(500_000)}\n\n— a AAAAAAA=\n`, 'longer than 1000000 bytes'],
    [`${'a'.repeat(1_000_000)}\n\n— a AAAAAAA=\n`, 'longer than 1000000 bytes'],
  ])('is no note: %.40j', (text, why) => {
    expectRefused(() => splitNote(text), why);
  });

  it('is no note in bytes that are not UTF-8', () => {
    expectRefused(() => splitNote(Buffer.concat([Buffer.of(0xff), Buffer.from(note)])), 'not UTF-8');
    expectRefused(() => openNote(Buffer.concat([Buffer.from('\ufeff'), Buffer.from(note)]), [log.key]), 'is wrong');
  });

  it('may have 100 signatures', () => {
    expect(splitNote(`a\n\n${'— a AAAAAAA=\n'.repeat(100)}`).signatures).toHaveLength(100);
  });
});
