import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_TIME } from './entry.fields.js';

const EXAMPLE_REKEY = '01936f3d-02c7-7f10-a3be-7c1d90e2f4a6';
const EXAMPLE_KEY = 'd3JhcHBlZCBieSB0aGUgY2xpZW50';

export class RekeyAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_REKEY })
  id!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    description: 'What the vault will be of: never used before.',
    example: 2,
  })
  generation!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: "The vault's revision: list what changed since, and stage that again, before publishing.",
    example: 8,
  })
  base_revision!: number;
}

export class StagedAnswer {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'How many entries of this request were staged.',
    example: 1,
  })
  staged!: number;
}

export class PublishedGenerationAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'What the vault is of now.', example: 2 })
  generation!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: "The vault's revision.", example: 9 })
  revision!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Live entries.', example: 1 })
  entries!: number;
}

export class PreviousGenerationAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  generation!: number;

  @ApiProperty({ type: String, nullable: true, description: 'base64; null for the first one.', example: null })
  wrapped_key!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Entries that it had.', example: 1 })
  entries!: number;

  @ApiProperty({ format: 'date-time', example: EXAMPLE_TIME })
  superseded_at!: string;

  @ApiProperty({ format: 'date-time', description: 'From then on it is gone.', example: '2026-12-22T09:30:00.000Z' })
  restorable_until!: string;
}

export class OpenRekeyAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_REKEY })
  id!: string;

  @ApiProperty({ type: 'integer', minimum: 2, example: 2 })
  generation!: number;
}

export class GenerationsAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Under which key the client seals now.', example: 2 })
  generation!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: "base64: its key, wrapped by the client; null for the first one, which follows from the client's own.",
    example: EXAMPLE_KEY,
  })
  wrapped_key!: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: "The vault's revision; 0: nothing was kept yet.",
    example: 9,
  })
  revision!: number;

  @ApiProperty({
    type: PreviousGenerationAnswer,
    nullable: true,
    description: 'What can be restored; null: nothing.',
  })
  previous!: PreviousGenerationAnswer | null;

  @ApiProperty({ type: OpenRekeyAnswer, nullable: true, description: 'The re-key that is open; null: none.' })
  rekey!: OpenRekeyAnswer | null;
}
