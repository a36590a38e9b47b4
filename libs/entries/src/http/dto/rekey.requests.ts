import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, Matches, ValidateNested } from 'class-validator';
import { MANIFEST_ITEM } from '../../domain/manifest-check.js';
import { ENTRIES_MOST } from '../../domain/vault.js';
import {
  Base64Field,
  EXAMPLE_ENTRY,
  IsEntryId,
  IsWholeNumber,
  NUMBER_MOST,
  WRAPPED_KEY_BYTES,
} from './entry.fields.js';
import { BlobBody } from './entry.requests.js';

/** The most entries that one request stages. A request body may hold 1,000 keys. */
export const STAGED_AT_ONCE = 100;

export class BeginRekeyBody {
  @Base64Field({
    description: "The new generation's key, wrapped by the client under its user key.",
    least: 1,
    most: WRAPPED_KEY_BYTES,
    example: 'd3JhcHBlZCBieSB0aGUgY2xpZW50',
  })
  wrapped_key!: string;
}

export class StagedEntryBody extends BlobBody {
  @ApiProperty({ format: 'uuid', example: EXAMPLE_ENTRY })
  @IsEntryId()
  id!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: NUMBER_MOST,
    description: 'The revision that was sealed again. The staged entry becomes the next one.',
    example: 1,
  })
  @IsWholeNumber('revision')
  revision!: number;
}

export class StageEntriesBody {
  @ApiProperty({
    type: [StagedEntryBody],
    minItems: 1,
    maxItems: STAGED_AT_ONCE,
    description: 'Entries with different ids.',
  })
  @IsArray({ message: 'entries must be an array' })
  @ArrayMinSize(1, { message: 'entries must be at least 1' })
  @ArrayMaxSize(STAGED_AT_ONCE, { message: `entries must be at most ${STAGED_AT_ONCE}` })
  // Without this, an array would pass as an object with no fields.
  @IsObject({ each: true, message: 'each of entries must be an object' })
  @ValidateNested({ each: true })
  @Type(() => StagedEntryBody)
  entries!: StagedEntryBody[];
}

export class PublishRekeyBody {
  @ApiProperty({
    type: [String],
    maxItems: ENTRIES_MOST,
    items: { type: 'string', pattern: MANIFEST_ITEM.source },
    description: 'Each live entry of the vault exactly once, with the revision that was sealed again.',
    example: [`${EXAMPLE_ENTRY}:1`],
  })
  @IsArray({ message: 'manifest must be an array' })
  @ArrayMaxSize(ENTRIES_MOST, { message: `manifest must be at most ${ENTRIES_MOST}` })
  @Matches(MANIFEST_ITEM, { each: true, message: 'each of manifest must be <entry id>:<revision>' })
  manifest!: string[];
}

/** The number of a generation. 0, which is no generation, for any other text: a generation that does not exist is a 404. */
export function parseGeneration(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
}
