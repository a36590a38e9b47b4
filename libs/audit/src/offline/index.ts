export { commitmentOf } from '../domain/commitment.js';
export { closes, intentKey } from '../domain/intent.js';
export { leafOfShape } from '../domain/leaf.js';
export { type CommittedField, LASTING_FIELDS, type Leaf, PERSONAL_FIELDS } from '../domain/record.js';
