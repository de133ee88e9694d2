/** The Ed25519 key of the application, by which an app knows that a request is Discord's. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export class SigningKey {
  /** hexadecimal, as Discord shows it */
  readonly publicKey: string;
  readonly #private: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
    this.#private = privateKey;
  }

  /** The headers of a request with that body. `ageSeconds` makes it an old one. */
  headers(body: string, ageSeconds = 0): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1_000) - ageSeconds);
    const signature = sign(null, Buffer.from(timestamp + body), this.#private).toString('hex');
    return { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp };
  }
}
