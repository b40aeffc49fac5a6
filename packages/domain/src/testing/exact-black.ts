/**
 * Black's formula in fixed-point arithmetic of so many binary digits, by series that anyone can check: what doubles are
 * measured against. Numbers are integers of 2^-bits.
 */
export class ExactBlack {
  readonly #bits: bigint;
  readonly #one: bigint;
  readonly #ln2: bigint;
  readonly #rootTwoPi: bigint;

  /** Twice the digits down to the smallest density, and 64: 256 serve to 1e-28, prices of 1e-300 need 2,100. */
  constructor(bits: number) {
    this.#bits = BigInt(bits);
    this.#one = 1n << this.#bits;
    this.#ln2 = 2n * this.#atanh(this.#one / 3n);
    // Machin: π = 16·atan(1/5) - 4·atan(1/239).
    this.#rootTwoPi = this.#sqrt(2n * (16n * this.#atanOfInverse(5n) - 4n * this.#atanOfInverse(239n)));
  }

  /**
   * How far a volatility is from the one that has exactly this undiscounted price: relative error, and condition, the
   * relative change of the volatility for a relative change of the price. One Newton step, whose own error is the square
   * of what it finds.
   */
  volatilityError(
    sign: number,
    forward: number,
    strike: number,
    years: number,
    price: number,
    volatility: number,
  ): { readonly error: number; readonly condition: number } {
    const [f, k, p, v] = [this.#of(forward), this.#of(strike), this.#of(price), this.#of(volatility)];
    const root = this.#sqrt(this.#of(years));
    const s = this.#times(v, root);
    const d1 = this.#over(this.#ln(this.#over(f, k)), s) + s / 2n;
    const d2 = d1 - s;
    const density = this.#times(f, this.#density(d1));
    const vega = this.#times(density, root);
    const inside = BigInt(sign) * (f - k);
    const target = p - (inside > 0n ? inside : 0n);
    const otm =
      f > k
        ? this.#times(k, this.#distribution(-d2)) - this.#times(f, this.#distribution(-d1))
        : this.#times(f, this.#distribution(d1)) - this.#times(k, this.#distribution(d2));
    const slope = this.#times(vega, v);
    return { error: this.#ratio(otm - target, slope), condition: this.#ratio(p, slope) };
  }

  /** Exact, but for what is below the last digit. */
  #of(value: number): bigint {
    if (value === 0) return 0n;
    const exponent = Math.floor(Math.log2(Math.abs(value))) - 52;
    const mantissa = BigInt((value / 2 ** (exponent + 52)) * 2 ** 52);
    const shift = this.#bits + BigInt(exponent);
    return shift >= 0n ? mantissa << shift : mantissa >> -shift;
  }

  #times(a: bigint, b: bigint): bigint {
    return (a * b) >> this.#bits;
  }

  #over(a: bigint, b: bigint): bigint {
    return (a << this.#bits) / b;
  }

  #ratio(a: bigint, b: bigint): number {
    return Number((a << 200n) / b) / 2 ** 200;
  }

  #sqrt(value: bigint): bigint {
    const square = value << this.#bits;
    let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
    for (;;) {
      const next = (root + square / root) >> 1n;
      if (next >= root) return root;
      root = next;
    }
  }

  #atanh(z: bigint): bigint {
    const square = this.#times(z, z);
    let [power, sum] = [z, 0n];
    // A shift rounds a negative power to -1, never to 0.
    for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
      sum += power / odd;
      power = this.#times(power, square);
    }
    return sum;
  }

  #atanOfInverse(n: bigint): bigint {
    let [power, sum, sign] = [this.#one / n, 0n, 1n];
    for (let odd = 1n; power !== 0n; odd += 2n) {
      sum += (sign * power) / odd;
      sign = -sign;
      power /= n * n;
    }
    return sum;
  }

  /** By powers of 2 to 2/3..4/3, then 2·atanh((y - 1)/(y + 1)). */
  #ln(value: bigint): bigint {
    let [y, halvings] = [value, 0n];
    for (; 3n * y > 4n * this.#one; halvings += 1n) y >>= 1n;
    for (; 3n * y < 2n * this.#one; halvings -= 1n) y <<= 1n;
    return 2n * this.#atanh(this.#over(y - this.#one, y + this.#one)) + halvings * this.#ln2;
  }

  /** exp(-value) for value >= 0: whole powers of 2, then the series at a 256th, squared eight times. */
  #expOfMinus(value: bigint): bigint {
    const whole = value / this.#ln2;
    const rest = (value - whole * this.#ln2) >> 8n;
    let [term, sum] = [this.#one, 0n];
    for (let n = 1n; term !== 0n; n += 1n) {
      sum += term;
      term = -this.#times(term, rest) / n;
    }
    for (let squaring = 0; squaring < 8; squaring += 1) sum = this.#times(sum, sum);
    return sum >> whole;
  }

  #density(z: bigint): bigint {
    return this.#over(this.#expOfMinus(this.#times(z, z) / 2n), this.#rootTwoPi);
  }

  /** 1/2 + φ(z)·Σ z^(2k+1)/(2k+1)!! */
  #distribution(z: bigint): bigint {
    const square = this.#times(z, z);
    let [term, sum] = [z, 0n];
    for (let odd = 1n; term !== 0n; odd += 2n) {
      sum += term;
      term = this.#times(term, square) / (odd + 2n);
    }
    return this.#one / 2n + this.#times(this.#density(z), sum);
  }
}
