import { asSealed, newId } from '#kernel';
import type { Wrap } from '../domain/wrap.js';

const NOW = 1_790_000_000_000;

/** An open wrap of a secret. Stores see only sealed text, so any text stands for a sealed value. */
export function aWrap(overrides: Partial<Wrap> = {}): Wrap {
  return {
    id: newId(),
    kind: 'secret',
    makerId: newId(),
    subjectId: newId(),
    subjectName: 'team/mail',
    version: 1,
    note: 'For the mail server',
    tokenHash: 'aGFzaA',
    sealed: asSealed('c2VhbGVk'),
    views: 3,
    openedAt: [NOW + 1],
    createdAt: NOW,
    expiresAt: NOW + 86_400_000,
    endedAt: null,
    triedAgainAt: null,
    ...overrides,
  };
}
