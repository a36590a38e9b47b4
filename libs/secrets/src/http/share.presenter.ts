import { timestamp } from '#access';
import type { MadeShare } from '../application/sharing/share-secret.js';
import type { ShareView } from '../application/sharing/share-view.js';
import type { MadeShareAnswer, Share } from './dto/share.answers.js';

export function shown(share: ShareView): Share {
  return {
    id: share.id,
    state: share.state,
    version: share.version,
    views: share.views,
    opened_at: share.openedAt.map((at) => timestamp(at)),
    tried_again_at: timestamp(share.triedAgainAt),
    recipient_note: share.note,
    created_at: timestamp(share.createdAt),
    expires_at: timestamp(share.expiresAt),
    ended_at: timestamp(share.endedAt),
  };
}

export function made({ share, url, token }: MadeShare): MadeShareAnswer {
  return { ...shown(share), url, token };
}
