package truenas

import "crypto/tls"

// ServerEndPoint is the channel binding of a connection.
func ServerEndPoint(state *tls.ConnectionState) ([]byte, error) { return serverEndPoint(state) }

// SCRAMExchange is the client's side with everything chosen: it returns its
// two messages, and what it says to the server's last.
func SCRAMExchange(key Key, username string, nonce, binding []byte, serverFirst, serverFinal string) (first, final string, err error) {
	client := newScramClient(username, nonce, binding)
	answer, err := client.parseServerFirst(serverFirst)
	if err != nil {
		return client.first(), "", err
	}
	keys := key.keys
	if keys == nil {
		if keys, err = deriveScramKeys(key.secret.Reveal(), answer.salt, answer.iterations); err != nil {
			return client.first(), "", err
		}
	}
	final, signature := client.final(answer, keys)
	return client.first(), final, verifyServerFinal(serverFinal, signature)
}

// ParseServerFirst reads the server's first message as an answer to nonce.
func ParseServerFirst(text string, nonce []byte) (salt []byte, iterations int, err error) {
	answer, err := newScramClient("svc:1", nonce, nil).parseServerFirst(text)
	return answer.salt, answer.iterations, err
}

// VerifyServerFinal reads the server's last message.
func VerifyServerFinal(text string, signature []byte) error {
	return verifyServerFinal(text, signature)
}

// KeyParts are what a key holds.
func KeyParts(k Key) (id int, secret string, precomputed [][]byte) {
	if k.keys != nil {
		for _, part := range []Secret{k.keys.client, k.keys.stored, k.keys.server} {
			precomputed = append(precomputed, []byte(part.Reveal()))
		}
	}
	return k.id, k.secret.Reveal(), precomputed
}
