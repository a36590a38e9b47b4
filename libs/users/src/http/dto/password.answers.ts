import { ApiProperty } from '@nestjs/swagger';

export class GeneratedPasswordResponse {
  @ApiProperty({ example: 'r7)Kq]fW2c~Hn:x8TzL;e4Vd' })
  password!: string;

  @ApiProperty({
    description: 'log2 of the number of possible passwords, all equally likely; rounded down to a tenth.',
    example: 155.6,
  })
  entropy_bits!: number;
}
