import { ApiProperty } from '@nestjs/swagger';
import { TimestampField } from '#access';

const EXAMPLE_REKEY = '01936f3d-02c7-7f10-a3be-7c1d90e2f4a6';
const EXAMPLE_KEY = 'd3JhcHBlZCBieSB0aGUgY2xpZW50';

export class RekeyAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_REKEY })
  id!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    description: 'The generation that the re-key makes. It was never used before.',
    example: 2,
  })
  generation!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: "The vault's revision. Before you publish, list what has changed since, and stage it again.",
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
  @ApiProperty({ type: 'integer', minimum: 1, description: 'The present generation of the vault.', example: 2 })
  generation!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: "The vault's revision.", example: 9 })
  revision!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'The number of live entries.', example: 1 })
  entries!: number;
}

export class PreviousGenerationAnswer {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  generation!: number;

  @ApiProperty({ type: String, nullable: true, description: 'base64. Null for the first generation.', example: null })
  wrapped_key!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many entries it had.', example: 1 })
  entries!: number;

  @TimestampField()
  superseded_at!: string;

  @TimestampField({ description: 'From then on it is gone.', example: '2026-12-22T09:30:00.000Z' })
  restorable_until!: string;
}

export class OpenRekeyAnswer {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_REKEY })
  id!: string;

  @ApiProperty({ type: 'integer', minimum: 2, example: 2 })
  generation!: number;
}

export class GenerationsAnswer {
  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'The number of the key that the client seals under now.',
    example: 2,
  })
  generation!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      "base64: the generation's key, wrapped by the client. Null for the first: it follows from the client's own key.",
    example: EXAMPLE_KEY,
  })
  wrapped_key!: string | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: "The vault's revision. 0: it never held anything.",
    example: 9,
  })
  revision!: number;

  @ApiProperty({
    type: PreviousGenerationAnswer,
    nullable: true,
    description: 'The generation that can be restored. Null: none.',
  })
  previous!: PreviousGenerationAnswer | null;

  @ApiProperty({ type: OpenRekeyAnswer, nullable: true, description: 'The open re-key. Null: none.' })
  rekey!: OpenRekeyAnswer | null;
}
