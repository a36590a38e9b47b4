import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, Problems, Public, timestamp } from '#access';
import type { RequestContext } from '#kernel';
import { type Unwrapped, Unwrapping } from '../application/unwrapping.js';
import { viewsLeft } from '../domain/wrap.js';
import { UnwrappedAnswer } from './dto/unwrap.answers.js';
import { UnwrapRequest } from './dto/unwrap.requests.js';

@ApiTags('Hand-over')
@Controller('unwrap')
export class UnwrapController {
  constructor(private readonly unwrapping: Unwrapping) {}

  @Post()
  @HttpCode(200)
  @Public()
  @AuthThrottle('unwrap')
  @Problems('invalid_wrap_token', 'already_unwrapped', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Open what was handed over to you',
    description:
      'Needs no account: the token is enough. It works as often as its maker allowed, mostly once, also of many requests ' +
      'at once. Then the answer is 410 `already_unwrapped`, and the maker gets a mail: if you did not open it yourself, ' +
      'somebody else has. Every other token that does not work gets 401 `invalid_wrap_token`. If the answer to the last ' +
      'use is lost, the value cannot be had again: ask for a new token.',
  })
  @ApiOkResponse({ type: UnwrappedAnswer })
  async unwrap(@CurrentRequest() request: RequestContext, @Body() { token }: UnwrapRequest): Promise<UnwrappedAnswer> {
    return unwrapped(await this.unwrapping.open(request, token));
  }
}

function unwrapped({ wrap, value }: Unwrapped): UnwrappedAnswer {
  return {
    kind: wrap.kind,
    name: wrap.subjectName,
    version: wrap.version,
    value,
    recipient_note: wrap.note,
    views_left: viewsLeft(wrap),
    created_at: timestamp(wrap.createdAt),
    expires_at: timestamp(wrap.expiresAt),
  };
}
