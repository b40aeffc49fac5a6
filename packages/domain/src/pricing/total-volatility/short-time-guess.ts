/**
 * The guess where total volatility is small. There b is about |x|·G(η) with η = |x|/s and Bachelier's
 * G(η) = φ(η)/η - N(-η), and by the first term of the series in t = s/2 that `smallTimeRatio` has,
 * ln b = ln |x| + ln G(η) - t²·(1/Y'(-η) - η²)/6. Inverting G by a rational function is the idea of P. Jäckel, "Implied
 * normal volatility", Wilmott 90 (2017); these functions were fitted for this project by weighted least squares.
 */

/** G(1/2): from here down to 1e-320 `deviationsOf` holds. */
export const SHORT_TIME_PRICE_MAX = 0.395593;
/** The term in t⁴, which is left out, moves the guess by up to 1e-3 there. */
export const SHORT_TIME_T_MAX = 0.5;

/** η from ln G(η), within 1.3e-5 of it for η from 1/2 to 38. */
export function deviationsOf(logPrice: number): number {
  const r = Math.sqrt(3.2 - 2 * logPrice);
  const numerator =
    -2.001336530735 +
    r *
      (3.791216342885 +
        r * (-2.552768793993 + r * (0.6199332858564 + r * (0.03528714986195 - r * 0.0303170084251))));
  const denominator =
    1 + r * (-1.064032290824 + r * (0.2876228774111 + r * (0.03171391702459 - r * 0.03029165284948)));
  return numerator / denominator;
}

/** (1/Y'(-η) - η²)/6, within a thousandth. */
export function timeCorrection(deviations: number): number {
  return (
    (0.17037524 + deviations * (0.28383548 + deviations * 0.09755878)) /
    (1 + deviations * (0.54288584 + deviations * 0.19576756))
  );
}
