import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '#access';
import type { LogKeyState } from '../../application/reading/published-log.js';
import {
  EXAMPLE_CHECKPOINT,
  EXAMPLE_CONSISTENCY,
  EXAMPLE_INCLUSION,
  EXAMPLE_LEAF,
  EXAMPLE_POLICY,
  EXAMPLE_ROOT,
  EXAMPLE_VKEY,
} from './examples.js';

const KEY_STATES: readonly LogKeyState[] = ['active', 'retiring', 'retired'];
const HASHES = 'Each is the base64 of 32 bytes, SHA-256 (RFC 9162, section 2.1).';
const PLACE = 'The place of its leaf: `seq` minus 1.';

/** A key that signs, or signed, checkpoints. */
export class AuditKeyItem {
  @ApiProperty({ description: 'The key as verifiers take it (C2SP signed-note).', example: EXAMPLE_VKEY })
  vkey!: string;

  @ApiProperty({
    enum: KEY_STATES,
    description: '`active`: signs. `retiring`: signs beside a newer key for a while. `retired`: signs no more.',
    example: 'active',
  })
  state!: LogKeyState;
}

export class AuditKeyList extends PageOf(AuditKeyItem, 'The oldest first.') {
  @ApiProperty({
    description:
      'The keys that sign now, and the witnesses, as a policy for verifiers (C2SP tlog-policy). Get it once over a way that ' +
      'you trust, and keep it.',
    example: EXAMPLE_POLICY,
  })
  policy!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The size of the newest checkpoint.', example: 3 })
  tree_size!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    nullable: true,
    description:
      'The size of the newest checkpoint that has as many cosignatures of witnesses as the policy asks for. Null: there is ' +
      'none. A witness that does not answer holds up no checkpoint, so this may stay behind `tree_size`.',
    example: null,
  })
  witnessed_size!: number | null;
}

/** That a record is in the tree of a checkpoint. */
export class AuditProofAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of the record.', example: 2 })
  seq!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: PLACE, example: 1 })
  index!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'How many leaves the tree has.', example: 3 })
  tree_size!: number;

  @ApiProperty({ description: 'The base64 of the root of the tree.', example: EXAMPLE_ROOT })
  root!: string;

  @ApiProperty({
    description:
      'The exact text of the leaf. Its hash is SHA-256 over a byte 0 and its UTF-8 bytes. It names nobody: for names, ' +
      'addresses and reasons it has commitments.',
    example: EXAMPLE_LEAF,
  })
  leaf!: string;

  @ApiProperty({ type: [String], maxItems: 63, description: HASHES, example: EXAMPLE_INCLUSION })
  hashes!: readonly string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The signed checkpoint of this size (C2SP tlog-checkpoint). Null: it is not kept here, and you have it if you gave its `size`.',
    example: EXAMPLE_CHECKPOINT,
  })
  checkpoint!: string | null;
}

/** That a tree begins with an older one. */
export class AuditConsistencyAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The size of the older tree.', example: 1 })
  from!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The size of the newer tree.', example: 3 })
  to!: number;

  @ApiProperty({
    type: [String],
    maxItems: 63,
    description: `${HASHES} None if both sizes are equal.`,
    example: EXAMPLE_CONSISTENCY,
  })
  hashes!: readonly string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The newest signed checkpoint, if it has the size `to`. Null: you have one of that size.',
    example: EXAMPLE_CHECKPOINT,
  })
  checkpoint!: string | null;
}

/** The proof of a record of your own. */
export class AuditReceiptItem {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The number of the record.', example: 2 })
  seq!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: PLACE, example: 1 })
  index!: number;

  @ApiProperty({ description: 'The exact text of the leaf.', example: EXAMPLE_LEAF })
  leaf!: string;

  @ApiProperty({
    type: [String],
    nullable: true,
    maxItems: 63,
    description: `${HASHES} Null: no published checkpoint covers the record yet. Ask again in some seconds.`,
    example: EXAMPLE_INCLUSION,
  })
  hashes!: readonly string[] | null;
}

export class AuditReceiptPage extends PageOf(AuditReceiptItem, 'The newest first.') {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    minimum: 1,
    description: 'How many leaves the tree of the checkpoint has. Null: there is no checkpoint yet.',
    example: 3,
  })
  tree_size!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'The base64 of its root.', example: EXAMPLE_ROOT })
  root!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The signed checkpoint that all proofs of this page lead to (C2SP tlog-checkpoint).',
    example: EXAMPLE_CHECKPOINT,
  })
  checkpoint!: string | null;
}
