package rcloneargs

import (
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// readCredential finds the provider, and what the release stores for it.
func (t *translation) readCredential(credential truenas.Credential) error {
	kind := providerType(credential.Provider)
	if kind == "" && credential.Redacted() {
		return fmt.Errorf("rcloneargs: the credential: %w", truenas.ErrRedacted)
	}
	known, err := findProvider(kind, t.release.generation)
	if err != nil {
		return err
	}
	t.provider = known
	object, err := credential.ProviderObject()
	if err != nil {
		return fmt.Errorf("rcloneargs: the credential: %w", err)
	}
	if t.credential, err = parseSettings(object.Reveal()); err != nil {
		return err
	}
	// 24.10 stores the fields as they were sent: no defaults, and in their order.
	if !isUnknown(credential.Provider) && t.release.generation >= gen25_04 {
		t.completeCredential()
	}
	return nil
}

// completeCredential adds the defaults, and sorts the fields as the release does.
// Fields of other releases come behind them. Addresses are stored as a browser
// writes them.
func (t *translation) completeCredential() {
	order := []string{"type"}
	for _, f := range t.provider.fields {
		if t.release.generation < f.since {
			continue
		}
		order = append(order, f.name)
		if !f.required && !t.credential.has(f.name) {
			t.credential.set(f.name, f.fallback)
		}
		if text := t.credential.text(f.name); text != "" && t.release.generation >= f.webSince && f.webSince > 0 {
			t.credential.set(f.name, webAddress(text))
		}
	}
	t.credential.sort(order)
}

// webAddress is an address in the form in which newer releases store it: scheme
// and host in lower case, without the standard port, and with a path. Anything
// else is left alone, as it is there for addresses that need no escapes.
func webAddress(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	scheme = strings.ToLower(scheme)
	port, web := map[string]string{"http": ":80", "https": ":443"}[scheme]
	if !ok || !web {
		return text
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, path := rest[:end], rest[end:]
	login := strings.LastIndexByte(authority, '@') + 1
	host := strings.TrimSuffix(strings.ToLower(authority[login:]), port)
	if host == "" {
		return text
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return scheme + "://" + authority[:login] + host + path
}

// obscurePassword obscures the field that some providers call pass, also when it
// is empty.
func (t *translation) obscurePassword() error {
	if !t.config.has("pass") {
		return nil
	}
	plain, ok := t.config.values["pass"].(string)
	if !ok {
		// Up to 26: every run fails that way. 27 leaves the null out before.
		return &CredentialError{
			Provider: t.provider.name, Field: "pass",
			Reason: "'NoneType' object has no attribute 'encode'",
			Remedy: "store an empty password",
		}
	}
	obscured, err := rclonecfg.Obscure(truenas.NewSecret(plain))
	if err != nil {
		return err
	}
	t.config.set("pass", obscured)
	return nil
}

func isUnknown(p truenas.Provider) bool {
	switch p.(type) {
	case truenas.Unknown, *truenas.Unknown:
		return true
	}
	return false
}
