import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, ValidateIf } from 'class-validator';

/** A field that may be absent but, unlike under class-validator's IsOptional, not null [R75]. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A field that may be absent, and null where null means "none". */
export function Nullable(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}

const PAGE_LIMIT = /^([1-9]|[1-9]\d|1\d\d|200)$/;
const DEFAULT_PAGE = 50;

/** What every list takes. Query strings stay strings [R73]: {@link pageLimit} reads the number. */
export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: DEFAULT_PAGE,
    description: 'Items a page at most. Pages may be short.',
  })
  @Optional()
  @Matches(PAGE_LIMIT, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;

  @ApiPropertyOptional({
    type: String,
    maxLength: 2048,
    description: 'The `next_cursor` of the page before, for the same query.',
  })
  @Optional()
  @IsString()
  @MaxLength(2048)
  cursor?: string;
}

export function pageLimit(query: PageQuery): number {
  return query.limit === undefined ? DEFAULT_PAGE : Number(query.limit);
}

/** One page: `next_cursor: null` alone means the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}
