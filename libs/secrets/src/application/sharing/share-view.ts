import { stateOf, WRAP_STATES, type Wrap, type WrapState } from '#handover';

export const SHARE_STATES = WRAP_STATES;

/** What the maker of a share sees of it. Times are milliseconds since 1970. */
export interface ShareView
  extends Pick<Wrap, 'id' | 'note' | 'views' | 'openedAt' | 'createdAt' | 'expiresAt' | 'endedAt' | 'triedAgainAt'> {
  readonly state: WrapState;
  readonly version: number;
}

export function shareView(wrap: Wrap, now: number): ShareView {
  const { tokenHash: _, sealed: __, ...shown } = wrap;
  return { ...shown, state: stateOf(wrap, now), version: wrap.version ?? 1 };
}
