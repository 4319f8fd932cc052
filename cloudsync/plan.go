package cloudsync

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/secret"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// Action is what a Plan does to an object.
type Action string

// The actions of a Plan.
const (
	Create Action = "create"
	Update Action = "update"
	Keep   Action = "keep"
)

// FieldChange is one field of a [Change]. Secrets are shown redacted, so two
// different secrets may look alike.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from,omitempty"` // empty in a create
	To    string `json:"to"`
}

// Change is what a Plan does to one object on the NAS.
type Change struct {
	Action Action `json:"action"`
	Kind   string `json:"kind"` // "credential" or "task"
	Name   string `json:"name"`
	ID     int    `json:"id,omitempty"` // 0 in a create
	// Fields are those that Apply writes; empty for Keep.
	Fields []FieldChange `json:"fields,omitempty"`
	// Note explains a Keep that is not obvious, such as a newer token on the NAS.
	Note string `json:"note,omitempty"`
}

// Plan is what [Plan.Apply] would do. It prints for people with fmt and marshals
// to JSON; neither shows a secret.
type Plan struct {
	Credential Change
	Task       Change
	// Warnings are what a careful colleague would say before you apply.
	Warnings []string

	setup    Setup
	provider truenas.GooglePhotos // what the credential will hold
	existing truenas.Task         // the task as it is, unless it is created
}

// Empty reports whether the NAS already is as wanted.
func (p *Plan) Empty() bool {
	return p.Credential.Action == Keep && p.Task.Action == Keep
}

// MarshalJSON renders the plan without secrets.
func (p *Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Changes  []Change `json:"changes"`
		Warnings []string `json:"warnings,omitempty"`
		Empty    bool     `json:"empty"`
	}{[]Change{p.Credential, p.Task}, p.Warnings, p.Empty()})
}

// String renders the plan for people, several lines with a newline at the end.
func (p *Plan) String() string {
	var b strings.Builder
	marks := map[Action]string{Create: "+", Update: "~", Keep: "="}
	for _, change := range []Change{p.Credential, p.Task} {
		mark := marks[change.Action]
		fmt.Fprintf(&b, "%s %s %s %q", mark, change.Action, change.Kind, change.Name)
		if change.ID != 0 {
			fmt.Fprintf(&b, " (id %d)", change.ID)
		}
		if change.Note != "" {
			fmt.Fprintf(&b, ": %s", change.Note)
		}
		b.WriteByte('\n')
		for _, field := range change.Fields {
			if change.Action == Create {
				fmt.Fprintf(&b, "    %s %s = %s\n", mark, field.Field, field.To)
				continue
			}
			fmt.Fprintf(&b, "    %s %s: %s → %s\n", mark, field.Field, field.From, field.To)
		}
	}
	for _, warning := range p.Warnings {
		fmt.Fprintf(&b, "! %s\n", warning)
	}
	if p.Empty() {
		b.WriteString("Nothing to do.\n")
	}
	return b.String()
}

// planCredential compares the wanted credential with the one on the NAS.
func (p *Plan) planCredential(found []truenas.Credential) error {
	s := p.setup
	var err error
	if p.provider, err = GooglePhotos(s.Client, s.Grant); err != nil {
		return err
	}
	ours := rclonecfg.TokenFrom(s.Grant.Token())
	p.Credential = Change{Action: Create, Kind: "credential", Name: s.CredentialName}
	for _, credential := range found {
		if credential.Name == s.CredentialName {
			return p.compareCredential(credential, ours)
		}
	}
	p.Credential.Fields = []FieldChange{
		{Field: "provider.type", To: p.provider.ProviderType()},
		{Field: "provider.client_id", To: p.provider.ClientID},
		{Field: "provider.client_secret", To: secret.Redacted},
		{Field: "provider.token", To: describe(ours)},
	}
	return nil
}

func (p *Plan) compareCredential(credential truenas.Credential, ours rclonecfg.Token) error {
	change := &p.Credential
	change.Action, change.ID = Update, credential.ID
	if credential.Redacted() {
		return roleError{credential.Name}
	}
	stored, ok := credential.Provider.(truenas.GooglePhotos)
	if !ok {
		return fmt.Errorf("cloudsync: the NAS already has a credential %q, for another provider (%s): choose another Setup.CredentialName",
			credential.Name, credential.Provider.ProviderType())
	}
	add := func(field, from, to string) {
		change.Fields = append(change.Fields, FieldChange{Field: field, From: from, To: to})
	}
	if stored.ClientID != p.provider.ClientID {
		add("provider.client_id", orNone(stored.ClientID), p.provider.ClientID)
	}
	if !stored.ClientSecret.Equal(p.provider.ClientSecret) {
		add("provider.client_secret", orNone(stored.ClientSecret.String()), secret.Redacted)
	}
	wanted, from, note, err := compareTokens(stored.Token.Reveal(), ours)
	if err != nil {
		return err
	}
	if from != "" {
		add("provider.token", from, describe(wanted))
	}
	if p.provider.Token, err = rclonecfg.FormatToken(wanted); err != nil {
		return err
	}
	if from == "" {
		p.provider.Token = stored.Token // to the byte
	}
	if len(change.Fields) == 0 {
		change.Action, change.Note = Keep, note
	}
	// Write what is wanted into what is there, so that fields of a newer TrueNAS
	// survive the update.
	stored.ClientID, stored.ClientSecret, stored.Token = p.provider.ClientID, p.provider.ClientSecret, p.provider.Token
	p.provider = stored
	return nil
}

// roleError says that the login may not read what a Plan compares.
type roleError struct{ credential string }

func (e roleError) Error() string {
	return fmt.Sprintf("cloudsync: the NAS hides the secrets of credential %q from this login: use an API key whose user has the role CLOUD_SYNC_WRITE (Cloud Sync Write)", e.credential)
}

func (roleError) Is(target error) bool { return target == truenas.ErrRedacted }

// compareTokens decides which token the credential should hold: of two copies of a
// grant the newer one, and ours if they are different grants or the stored one is
// unusable. from describes what is replaced and is empty if the stored text stays,
// note explains why it stays.
func compareTokens(stored string, ours rclonecfg.Token) (wanted rclonecfg.Token, from, note string, err error) {
	theirs, err := rclonecfg.ParseToken(stored)
	if err != nil {
		return ours, "unusable (" + err.Error() + ")", "", nil //nolint:nilerr // it is what the plan shows
	}
	wanted, err = rclonecfg.Newest(theirs, ours)
	switch {
	case errors.Is(err, rclonecfg.ErrDifferentGrants):
		return ours, describe(theirs) + ", another grant", "", nil
	case err != nil:
		return ours, "", "", fmt.Errorf("cloudsync: comparing the tokens: %w", err)
	case !oneLine(stored):
		// What a person pasted can be read here, but not by rclone.
		return wanted, "unusable (not JSON on one line)", "", nil
	case theirs.Expiry.After(ours.Expiry):
		return wanted, "", "the NAS has refreshed the token, its newer copy stays (" + describe(theirs) + ")", nil
	case theirs.Expiry.Equal(ours.Expiry):
		return wanted, "", "", nil
	default:
		return wanted, describe(theirs), "", nil
	}
}

// oneLine reports whether rclone reads the text as it stands in the configuration
// that TrueNAS writes.
func oneLine(text string) bool {
	return strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") && !strings.ContainsAny(text, "\r\n")
}

// describe shows a token without showing it.
func describe(token rclonecfg.Token) string {
	return fmt.Sprintf("%s, access until %s", secret.Redacted, token.Expiry.UTC().Format(time.RFC3339))
}

func orNone(text string) string {
	if text == "" {
		return "(none)"
	}
	return text
}
