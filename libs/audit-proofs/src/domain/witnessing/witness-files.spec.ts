import { collidingKeys } from '../../testing/colliding-keys.js';
import { NoteSigner, NoteWitness } from '../../testing/note-signer.js';
import { NoteError } from '../notes/note-error.js';
import { formatVkey, noteKey } from '../notes/note-key.js';
import { readWitnessLogs } from './witness-files.js';

const log = new NoteSigner('log.example/1');
const read = (...lines: string[]) => readWitnessLogs(Buffer.from(lines.join('\n')));

describe('the file of the logs that a witness serves', () => {
  it.each([
    [[], 'has no key'],
    [['# none'], 'has no key'],
    [['x'], 'line 1: the key is not written as'],
    [[new NoteWitness('w.example').vkey], 'line 1: the key is that of a witness'],
    [[log.vkey, log.vkey], 'line 2: the public key stands in an earlier line'],
    [[log.vkey, formatVkey(noteKey('other', log.key.publicKey))], 'line 2: the public key stands in an earlier line'],
    [collidingKeys().map(formatVkey), 'line 2: another key of this name and id stands in an earlier line'],
  ])('is refused: %.60j', (lines, why) => {
    expect(() => read(...lines)).toThrow(NoteError);
    expect(() => read(...lines)).toThrow(why);
  });

  it('has a key a line', () => {
    const other = new NoteSigner('log.example/1');
    expect(read('# logs', log.vkey, '', ` ${other.vkey} `)).toEqual([log.key, other.key]);
  });
});
