import { collidingKeys } from '../../testing/colliding-keys.js';
import { NoteSigner, NoteWitness } from '../../testing/note-signer.js';
import { checkpointText } from './checkpoint.js';
import { signedNote } from './note.js';
import { NoteError } from './note-error.js';
import { formatVkey, noteKey } from './note-key.js';
import { openByPolicy, satisfies } from './policy.js';
import { formatPolicy, parsePolicy } from './policy-file.js';

const ORIGIN = 'log.example/1';
const log = new NoteSigner(ORIGIN);
const newLog = new NoteSigner(ORIGIN);
const [x1, x2, x3, y1] = ['x1', 'x2', 'x3', 'y1'].map((name) => new NoteWitness(`witness.example/${name}`)) as [
  NoteWitness,
  NoteWitness,
  NoteWitness,
  NoteWitness,
];
const TEXT = checkpointText({ origin: ORIGIN, size: 7, root: Buffer.alloc(32, 7) });

const FILE = `# Who may vouch for the audit
log ${log.vkey} https://coffer.example/api/v1/audit/
  log\t${newLog.vkey}

witness X1 ${x1.vkey} https://x1.example/
witness X2 ${x2.vkey}
witness X3 ${x3.vkey}
witness Y1 ${y1.vkey}
group X 2 X1 X2 X3
group X-and-Y all X Y1
quorum X-and-Y
`;

const note = (...signers: readonly NoteSigner[]) =>
  signedNote(
    TEXT,
    signers.map((signer) => signer.line(TEXT)),
  );

describe('a policy file', () => {
  it('is read and written', () => {
    const policy = parsePolicy(FILE);
    expect(policy).toEqual({
      logs: [
        { key: log.key, url: 'https://coffer.example/api/v1/audit/' },
        { key: newLog.key, url: null },
      ],
      witnesses: [
        { name: 'X1', key: x1.key, url: 'https://x1.example/' },
        { name: 'X2', key: x2.key, url: null },
        { name: 'X3', key: x3.key, url: null },
        { name: 'Y1', key: y1.key, url: null },
      ],
      groups: [
        { name: 'X', threshold: 2, members: ['X1', 'X2', 'X3'] },
        { name: 'X-and-Y', threshold: 2, members: ['X', 'Y1'] },
      ],
      quorum: 'X-and-Y',
    });
    expect(parsePolicy(Buffer.from(formatPolicy(policy)))).toEqual(policy);
    expect(parsePolicy('quorum none')).toEqual({ logs: [], witnesses: [], groups: [], quorum: null });
  });

  const W = `witness X1 ${x1.vkey}`;
  it.each([
    ['', 'no line "quorum"'],
    [`log ${log.vkey}`, 'no line "quorum"'],
    ['quorum none\nquorum none', 'line 2 of the policy: there is a second quorum'],
    ['quorum', 'quorum is not defined'],
    ['quorum X1', 'quorum is not defined'],
    [`quorum X1\n${W}`, 'line 1 of the policy: the quorum is not defined'],
    ['quorum none none', 'too many words'],
    ['logs a', 'begins with log, witness'],
    ['toString a', 'begins with log, witness'],
    ['log', 'not written as'],
    [`log ${log.vkey} https://a b`, 'too many words'],
    [`log ${x1.vkey}`, 'another type'],
    [`log ${log.vkey.replace('log', 'lag')}`, 'id of the key'],
    [`log ${log.vkey}\nlog ${formatVkey(noteKey('other', log.key.publicKey))}`, 'line 2 of the policy: the public key'],
    [
      collidingKeys()
        .map((key) => `log ${formatVkey(key)}`)
        .join('\n'),
      'line 2 of the policy: another key of this name and id',
    ],
    [`witness X1 ${log.vkey}`, 'another type'],
    [`witness ${x1.vkey}`, 'not written as'],
    ['witness', 'a name is missing'],
    [`witness none ${x1.vkey}`, 'is none'],
    [`${W}\nwitness X1 ${x2.vkey}`, 'name stands in an earlier line'],
    [`${W}\nwitness X2 ${x1.vkey}`, 'public key stands in an earlier line'],
    [`${W}\ngroup X1 any X1`, 'name stands in an earlier line'],
    [`${W}\ngroup none any X1`, 'is none'],
    [`${W}\ngroup G any X1 X2`, 'not defined before'],
    [`${W}\ngroup G any G`, 'not defined before'],
    [`${W}\ngroup G any none`, 'not defined before'],
    [`${W}\ngroup G any X1 X1`, 'member of a group twice'],
    [`${W}\ngroup G any X1\ngroup H any X1`, 'member of a group twice'],
    [`${W}\ngroup G any`, 'needs any, all, or 1'],
    [`${W}\ngroup G all`, 'needs any, all, or 1'],
    [`${W}\ngroup G 0 X1`, 'needs any, all, or 1'],
    [`${W}\ngroup G 2 X1`, 'needs any, all, or 1'],
    [`${W}\ngroup G 01 X1`, 'needs any, all, or 1'],
    [`${W}\r\nquorum X1`, 'control character'],
    ['quorum none\n#\u0000', 'control character'],
    [`#${' '.repeat(100_000)}`, 'longer than 100000 bytes'],
  ])('is refused: %.50j', (file, why) => {
    expect(() => parsePolicy(file)).toThrow(NoteError);
    expect(() => parsePolicy(file)).toThrow(why);
  });

  it('has at most 100 lines of one kind, and is UTF-8', () => {
    const witnesses = Array.from({ length: 101 }, (_, at) => `witness ${at} ${new NoteWitness(`w/${at}`).vkey}\n`);
    expect(parsePolicy(`${witnesses.slice(1).join('')}quorum 1`).witnesses).toHaveLength(100);
    expect(() => parsePolicy(`${witnesses.join('')}quorum 1`)).toThrow(
      'line 101 of the policy: there are more than 100',
    );
    expect(() => parsePolicy(Buffer.from('#\u00fc\nquorum none', 'latin1'))).toThrow('not UTF-8');
  });

  it('is not written if it would be refused', () => {
    const policy = parsePolicy(FILE);
    expect(() => formatPolicy({ ...policy, quorum: 'Z' })).toThrow(NoteError);
    const [first] = policy.logs;
    expect(() => formatPolicy({ ...policy, logs: [{ key: log.key, url: 'a\nquorum none' }] })).toThrow(NoteError);
    expect(() => formatPolicy({ ...policy, logs: first ? [first, first] : [] })).toThrow(NoteError);
  });
});

describe('a policy', () => {
  const policy = parsePolicy(FILE);

  it('is satisfied by a log with a quorum of witnesses', () => {
    expect(satisfies(policy, note(log, x1, x3, y1))).toBe(true);
    expect(satisfies(policy, note(newLog, x1, x2, x3, y1))).toBe(true);
    const { witnesses, checkpoint } = openByPolicy(policy, note(x2, y1, log, x1));
    expect(witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'Y1']);
    expect(checkpoint.size).toBe(7);
  });

  it.each<[string, string]>([
    ['one witness too few', note(log, x1, y1)],
    ['a group too few', note(log, x1, x2, x3)],
    ['no log', note(x1, x2, x3, y1)],
    ['another log', note(new NoteSigner(ORIGIN), x1, x2, y1)],
    ['a witness that counts twice', note(log, x1, x1, y1)],
    [
      'a wrong witness beside a quorum',
      signedNote(TEXT, [...[log, x1, x2, y1].map((one) => one.line(TEXT)), x3.line('')]),
    ],
    ['no note', ''],
  ])('is not satisfied with %s', (_, text) => {
    expect(satisfies(policy, text)).toBe(false);
    expect(() => openByPolicy(policy, text)).toThrow(NoteError);
  });

  it('without quorum needs a log, and one without logs accepts none', () => {
    const alone = { ...policy, quorum: null };
    expect(satisfies(alone, note(log))).toBe(true);
    expect(satisfies(alone, note(x1))).toBe(false);
    expect(satisfies({ ...alone, logs: [] }, note(log, x1))).toBe(false);
  });
});
