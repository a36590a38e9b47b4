import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_CIPHERTEXT, EXAMPLE_ENTRY, EXAMPLE_IV, EXAMPLE_TAG, EXAMPLE_TIME } from './entry.fields.js';

/** A revision of an entry, as the client sealed it. */
export class EntryAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ENTRY })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'laptop-1' })
  name!: string | null;

  @ApiProperty({ description: 'base64.', example: EXAMPLE_CIPHERTEXT })
  ciphertext!: string;

  @ApiProperty({ description: 'base64 of 12 bytes.', example: EXAMPLE_IV })
  iv!: string;

  @ApiProperty({ description: 'base64 of 16 bytes.', example: EXAMPLE_TAG })
  tag!: string;

  @ApiProperty({ type: String, nullable: true, description: 'base64.', example: null })
  meta!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The generation that it was sealed for.', example: 1 })
  generation!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The ETag, without its quotes.', example: 1 })
  revision!: number;

  @ApiProperty({ type: Boolean, enum: [false], example: false })
  deleted!: false;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  created_at!: string;

  @ApiProperty({ format: 'date-time', description: 'When this revision was written.', example: EXAMPLE_TIME })
  updated_at!: string;
}

/** An entry of a list; of a deleted one, only which it was and its last revision. */
export class ListedEntry {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ENTRY })
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'laptop-1' })
  name!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64.', example: EXAMPLE_CIPHERTEXT })
  ciphertext!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64 of 12 bytes.', example: EXAMPLE_IV })
  iv!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64 of 16 bytes.', example: EXAMPLE_TAG })
  tag!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'base64.', example: null })
  meta!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, example: 1 })
  generation!: number | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Of a deleted one, the last that it had.', example: 1 })
  revision!: number;

  @ApiProperty({ type: Boolean, description: 'Only shown with `since`.', example: false })
  deleted!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: EXAMPLE_TIME })
  created_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: EXAMPLE_TIME })
  updated_at!: string | null;
}

export class EntryPageAnswer {
  @ApiProperty({ type: [ListedEntry], description: 'In the order in which they were changed last.' })
  items!: readonly ListedEntry[];

  @ApiProperty({ type: String, nullable: true, description: 'Null alone means the end.', example: null })
  next_cursor!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the last page: the next `since`.', example: 7 })
  revision!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'What the vault is of now.', example: 1 })
  generation!: number;

  @ApiProperty({
    type: Boolean,
    description:
      'Whether it is everything: what it does not show is deleted. Else what has changed since. The same on every page.',
    example: true,
  })
  full!: boolean;
}

export class EntryHistoryAnswer {
  @ApiProperty({ type: [EntryAnswer], description: 'The newest first.' })
  items!: readonly EntryAnswer[];
}
