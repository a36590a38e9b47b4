import { createHash } from 'node:crypto';
import {
  checkpointText,
  NoteError,
  type NoteKey,
  noteKey,
  openCheckpoint,
  openNote,
  parseVkey,
  signedNote,
} from '#audit-proofs';
import { NoteSigner, NoteWitness } from '#audit-proofs/testing';
import { cutAndExtended, flippedBytes, isUnusedBit } from './support/damage.js';
import { describeWithAuditTools } from './support/installed.js';
import { askGo } from './support/programs.js';

const ORIGIN = 'coffer.example.org/1';
const log = new NoteSigner(ORIGIN);
const next = new NoteSigner(ORIGIN);
const witness = new NoteWitness('witness.example.org/w');
const root = createHash('sha256').update('root').digest();
const TEXT = checkpointText({ origin: ORIGIN, size: 1_234, root });
const NOTE = Buffer.from(log.note(TEXT));

const idOf = ({ name, id }: NoteKey) => `${name}+${id}`;

/** Whether our verifier opens it. Any other failure than a refusal is thrown. */
function opens(note: Uint8Array | string, keys: readonly NoteKey[] = [log.key]): boolean {
  try {
    openNote(note, keys);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

async function goOpens(notes: readonly (Buffer | string)[], vkeys = [log.vkey]): Promise<boolean[]> {
  return (await askGo(notes.map((note) => ({ op: 'note', note, vkeys })))).map(({ ok }) => ok);
}

describeWithAuditTools('Go and Coffer about notes', () => {
  it('refuse a note that is cut short or has more bytes [R116]', async () => {
    const notes = cutAndExtended(NOTE);
    expect(notes.filter((note) => opens(note))).toEqual([]);
    expect((await goOpens(notes)).filter(Boolean)).toEqual([]);
  });

  it('refuse a note with any changed byte; Go alone reads other base64 of the same signature [R116]', async () => {
    const notes = flippedBytes(NOTE);
    expect(notes.filter((note) => opens(note))).toEqual([]);
    const accepted = (await goOpens(notes)).flatMap((ok, at) => (ok ? [at] : []));
    expect(accepted.filter((at) => !isUnusedBit(NOTE, at))).toEqual([]);
  });

  it.each<[string, string]>([
    ['of another key', new NoteSigner(ORIGIN).note(TEXT)],
    ['of another origin', new NoteSigner('coffer.example.org/2').note(TEXT)],
    ['with the signature of another text', signedNote(TEXT, [log.line(TEXT.replace('1234', '1235'))])],
    ['with its lines swapped', log.note(TEXT).split('\n').with(0, '1234').with(1, ORIGIN).join('\n')],
    ['with a wrong signature after a right one', signedNote(TEXT, [log.line(TEXT), next.line(''), next.line(TEXT)])],
    ['without signature', `${TEXT}\n`],
    ['with 101 signatures', `${TEXT}\n${`${log.line(TEXT)}\n`.repeat(101)}`],
    ['that is too long', `${'a'.repeat(1_000_000)}\n${NOTE}`],
    ['with a control character', log.note(TEXT).replace('\n', '\r\n')],
  ])('refuse a note %s [R116]', async (_, note) => {
    expect(opens(note, [log.key, next.key])).toBe(false);
    expect(await goOpens([note], [log.vkey, next.vkey])).toEqual([false]);
  });

  it('refuse every changed key [R116]', async () => {
    const vkeys = flippedBytes(Buffer.from(log.vkey)).map(String);
    expect(vkeys.filter((vkey) => refusesKey(vkey)).length).toBe(vkeys.length);
    const answers = await askGo(vkeys.map((vkey) => ({ op: 'note', note: NOTE, vkeys: [vkey] })));
    expect(answers.filter(({ ok }) => ok)).toEqual([]);
  });

  it('open the notes of Coffer: of one key, of two, with a cosignature, with unknown lines', async () => {
    const notes = [
      signedNote(TEXT, [log.line(TEXT)]),
      signedNote(TEXT, [log.line(TEXT), next.line(TEXT)]),
      signedNote(TEXT, [log.line(TEXT), witness.line(TEXT), new NoteSigner(ORIGIN).line(TEXT)]),
      signedNote('a\n\nb — ü\n\n', [next.line('a\n\nb — ü\n\n')]),
    ];
    const keys = [log.key, next.key, witness.key];
    const answers = await askGo(
      notes.map((note) => ({ op: 'note', note, vkeys: [log.vkey, next.vkey, witness.vkey] })),
    );
    const ours = notes.map((note) => openNote(note, keys));
    expect(answers.map(({ text }) => String(text))).toEqual(ours.map(({ text }) => text));
    expect(answers.map(({ verified }) => verified)).toEqual(
      ours.map(({ verified }) => verified.map(({ key }) => idOf(key))),
    );
  });

  it('open the notes that Go signs, as a log and as a witness', async () => {
    const [key] = await askGo([{ op: 'key', name: ORIGIN }]);
    const { skey = '', vkey = '' } = key ?? {};
    const [signed, cosigned] = await askGo([
      { op: 'sign', skey, note: TEXT },
      { op: 'sign', skey, note: TEXT, name: 'witness' },
    ]);
    const { checkpoint } = openCheckpoint(signed?.bytes ?? '', [parseVkey(vkey)]);
    expect(checkpoint).toEqual({ origin: ORIGIN, size: 1_234, root, extensions: [] });
    const asWitness = noteKey(ORIGIN, parseVkey(vkey).publicKey, 'cosignature');
    const [found] = openNote(cosigned?.bytes ?? '', [asWitness]).verified;
    expect(found?.time).toBeGreaterThan(1_700_000_000);
    expect(opens(String(cosigned?.bytes).replace('1234', '1235'), [asWitness])).toBe(false);
  });
});

/** The text is no key, or the key did not sign the note. */
function refusesKey(vkey: string): boolean {
  try {
    return !opens(NOTE, [parseVkey(vkey)]);
  } catch (error) {
    if (error instanceof NoteError) return true;
    throw error;
  }
}
