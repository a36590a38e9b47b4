import type { BatchItem, RevealedBatch } from '../application/batch/reveal-many.js';
import type { RevealedBatchAnswer } from './dto/batch.answers.js';
import type { Revealed } from './dto/secret.answers.js';

export function batchAnswer({ items, errors }: RevealedBatch): RevealedBatchAnswer {
  return {
    items: items.map(itemAnswer),
    errors: errors.map(({ path, code, decisionId }) => ({
      path,
      code,
      ...(decisionId && { decision_id: decisionId }),
    })),
  };
}

function itemAnswer({ id, path, version, value, format }: BatchItem): Revealed {
  return { id, path, version, value, format };
}
