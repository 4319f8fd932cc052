package credentials_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestNewer(t *testing.T) {
	// grantedAt, refreshedAt, expiry and endedAt in hours; 0 is not known.
	make4 := func(refresh string, granted, refreshed, expiry, ended int) *credentials.Grant {
		at := func(hours int) time.Time {
			if hours == 0 {
				return time.Time{}
			}
			return now.Add(time.Duration(hours) * time.Hour)
		}
		return &credentials.Grant{
			ClientID: clientID, RefreshToken: credentials.NewSecret(refresh),
			GrantedAt: at(granted), RefreshedAt: at(refreshed), Expiry: at(expiry), EndedAt: at(ended),
		}
	}
	for name, test := range map[string]struct{ older, newer *credentials.Grant }{
		"refreshed later":                 {make4("r", 1, 2, 3, 0), make4("r", 1, 3, 4, 0)},
		"with a token of shorter life":    {make4("r", 1, 2, 9, 0), make4("r", 1, 3, 4, 0)},
		"without an access token":         {make4("r", 1, 2, 3, 0), make4("r", 1, 3, 0, 0)},
		"with a new refresh token":        {make4("r", 1, 2, 3, 0), make4("s", 1, 3, 4, 0)},
		"later end of an unknown refresh": {make4("r", 1, 2, 3, 0), make4("r", 0, 0, 4, 0)},
		"another consent":                 {make4("r", 1, 5, 6, 0), make4("s", 2, 2, 3, 0)},
		"ended":                           {make4("r", 1, 2, 3, 0), make4("r", 1, 2, 3, 5)},
		"refreshed after it ended":        {make4("r", 1, 2, 3, 4), make4("r", 1, 5, 6, 0)},
		"a consent after the end":         {make4("r", 1, 2, 3, 9), make4("s", 8, 8, 9, 0)},
	} {
		for _, got := range []*credentials.Grant{credentials.Newer(test.older, test.newer), credentials.Newer(test.newer, test.older)} {
			require.True(t, got.RefreshToken.Equal(test.newer.RefreshToken), name)
			require.Equal(t, test.newer.Expiry, got.Expiry, name)
			require.Equal(t, test.newer.EndedAt, got.EndedAt, name)
		}
	}
}

// The copy of a NAS has the newest token and knows nothing else.
func TestNewerLearns(t *testing.T) {
	ours := newGrant()
	ours.RefreshExpiry = now.Add(7 * aDay)
	ours.RefreshedAt = now
	ours.Expiry = now.Add(time.Hour)
	theirs := &credentials.Grant{
		AccessToken: credentials.NewSecret("ya29.nas"), RefreshToken: ours.RefreshToken,
		TokenType: "Bearer", Expiry: now.Add(3 * time.Hour),
	}
	got := credentials.Newer(ours, theirs)
	want := *ours
	want.AccessToken, want.Expiry = theirs.AccessToken, theirs.Expiry
	require.Equal(t, &want, got)

	got.Scopes[0] = "changed"
	require.NotEqual(t, "changed", ours.Scopes[0], "a copy")

	ours.EndedAt = now.Add(5 * time.Hour)
	require.Equal(t, ours.EndedAt, credentials.Newer(theirs, ours).EndedAt, "the same refresh token was refused later")
}

func TestNewerOfNothing(t *testing.T) {
	grant := newGrant()
	require.Nil(t, credentials.Newer(nil, nil))
	require.Equal(t, grant, credentials.Newer(grant, nil))
	require.Equal(t, grant, credentials.Newer(nil, grant))
	require.NotSame(t, grant, credentials.Newer(nil, grant))
}
