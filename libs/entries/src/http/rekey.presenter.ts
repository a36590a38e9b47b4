import { timestamp } from '#access';
import type { Generations } from '../application/rekeys/show-generations.js';
import { restorableUntil } from '../domain/vault-state.js';
import type { GenerationsAnswer } from './dto/rekey.answers.js';

export function generationsAnswer({ previous, rekey, ...present }: Generations): GenerationsAnswer {
  return {
    generation: present.generation,
    wrapped_key: present.wrappedKey,
    revision: present.revision,
    previous: previous && {
      generation: previous.generation,
      wrapped_key: previous.wrappedKey,
      entries: previous.entries,
      superseded_at: timestamp(previous.supersededAt),
      restorable_until: timestamp(restorableUntil(previous)),
    },
    rekey: rekey && { id: rekey.id, generation: rekey.generation },
  };
}
