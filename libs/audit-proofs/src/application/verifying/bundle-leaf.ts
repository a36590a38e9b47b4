import { type Leaf, leafOfShape } from '#audit/offline';

/**
 * The record in a leaf's text. Null: it is none, or none of a format that this version knows. Of the fields that a
 * verifier looks at, the types are checked: a hostile bundle may have anything.
 */
export function readLeaf(text: string): Leaf | null {
  return leafOfShape(text, hasShape);
}

/** Whether the record says that the values about its account were, or may have been, erased. */
export function saysErased({ action, outcome }: Leaf): boolean {
  return action === 'audit:erase' && outcome !== 'denied' && outcome !== 'failed';
}

function hasShape({ action, outcome, request_id, resource_type, resource_id, actor_id, commitments }: Leaf): boolean {
  return (
    [action, outcome, request_id, resource_type].every((value) => typeof value === 'string') &&
    [resource_id, actor_id].every((value) => value === null || typeof value === 'string') &&
    commitments !== null &&
    typeof commitments === 'object' &&
    Object.values(commitments).every((value) => typeof value === 'string')
  );
}
