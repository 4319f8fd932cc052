package credentials_test

import (
	"context"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The end of a grant is known on its first day.
func ExampleGrant_End() {
	consent := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	grant := &credentials.Grant{
		GrantedAt:     consent,
		RefreshedAt:   consent,
		RefreshExpiry: consent.Add(7 * 24 * time.Hour),
	}
	if end, reason := grant.End(); reason == credentials.EndTesting {
		fmt.Println("choose Publish app, or you are logged out on", end.Format("2 January"))
	}
	// Output: choose Publish app, or you are logged out on 29 November
}

// No answer of Google says that a consent screen is in production; time does.
func ExampleGrant_OutlivedTesting() {
	consent := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	grant := &credentials.Grant{GrantedAt: consent, RefreshedAt: consent.AddDate(0, 0, 3)}
	fmt.Println(grant.OutlivedTesting())
	grant.RefreshedAt = consent.AddDate(0, 0, 9)
	fmt.Println(grant.OutlivedTesting())
	// Output:
	// false
	// true
}

// A store of your own keeps these bytes where nobody else reads them.
func ExampleMarshalGrant() {
	grant := &credentials.Grant{
		Account:      "ann@example.com",
		RefreshToken: credentials.NewSecret("1//06-refresh"),
	}
	text, err := credentials.MarshalGrant(grant)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := credentials.UnmarshalGrant(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Account, back.RefreshToken.Equal(grant.RefreshToken), back.RefreshToken)
	// Output: ann@example.com true [redacted]
}

// A NAS refreshes its copy of a grant. Whichever is newer counts, and what is
// known of the consent is not lost.
func ExampleNewer() {
	consent := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	refresh := credentials.NewSecret("1//06-refresh")
	ours := &credentials.Grant{Account: "ann@example.com", GrantedAt: consent, RefreshToken: refresh, Expiry: consent.Add(time.Hour)}
	ofNAS := &credentials.Grant{RefreshToken: refresh, Expiry: consent.Add(9 * time.Hour)}

	grant := credentials.Newer(ours, ofNAS)
	fmt.Println(grant.Account, grant.Expiry.Format("15:04"))
	// Output: ann@example.com 21:00
}

// Another Google library takes its tokens from a grant. What the source
// refreshes is gone with the program; NewTokenSource stores it.
func ExampleGrant_TokenSource() {
	ctx := context.Background()
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	tokens := google.Issue()
	grant := &credentials.Grant{ClientID: client.ID, RefreshToken: tokens.RefreshToken, Scopes: tokens.Scopes}

	token, err := grant.TokenSource(ctx, client, google.Client()).Token()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token.Type(), token.Valid())
	// Output: Bearer true
}
