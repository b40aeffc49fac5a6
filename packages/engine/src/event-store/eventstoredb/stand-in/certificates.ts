import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A key and a certificate that vouches for itself: a server's, and what its clients trust. PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly certificate: string;
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
} as const;
const ECDSA_WITH_SHA256 = "2a8648ce3d040302";
const COMMON_NAME = "550403";
const ALTERNATIVE_NAMES = "551d11";
const BASIC_CONSTRAINTS = "551d13";
const DAY_MS = 86_400_000;

/** A certificate of this machine's loopback, made anew (X.509 version 3, RFC 5280), valid for the days around today. */
export function selfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, oid(ECDSA_WITH_SHA256));
  const signed = toBeSigned(publicKey, algorithm);
  const signature = sign("sha256", signed, privateKey);
  const bytes = der(TAG.sequence, signed, algorithm, der(TAG.bits, Buffer.from([0]), signature));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    certificate: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

function toBeSigned(publicKey: KeyObject, algorithm: Buffer): Buffer {
  const serial = randomBytes(8);
  serial[0] = 1;
  const commonName = der(TAG.sequence, oid(COMMON_NAME), der(TAG.utf8, Buffer.from("Legbook stand-in")));
  const name = der(TAG.sequence, der(TAG.set, commonName));
  const now = Date.now();
  const validity = der(TAG.sequence, time(now - DAY_MS), time(now + DAY_MS));
  const names = der(
    TAG.sequence,
    der(0x82, Buffer.from("localhost")),
    der(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const isAuthority = der(TAG.sequence, der(TAG.boolean, Buffer.from([0xff])));
  const extensions = der(
    TAG.sequence,
    der(TAG.sequence, oid(BASIC_CONSTRAINTS), der(TAG.octets, isAuthority)),
    der(TAG.sequence, oid(ALTERNATIVE_NAMES), der(TAG.octets, names)),
  );
  return der(
    TAG.sequence,
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, serial),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
}

/** Tag, length and contents (X.690). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), contents]);
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, "hex"));
}

/** `YYMMDDhhmmssZ`. */
function time(at: number): Buffer {
  const text = new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14);
  return der(TAG.time, Buffer.from(`${text}Z`));
}
