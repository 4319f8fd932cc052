package credentials

import (
	"regexp"
)

// Shapes that Google gives ids and secrets today. Older ones differ, so another
// shape is only worth a warning.
var (
	shapeOfID     = regexp.MustCompile(`^\d{6,}-[a-z0-9]{20,}\.apps\.googleusercontent\.com$`)
	shapeOfSecret = regexp.MustCompile(`^(GOCSPX-[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{24})$`)
)

func (c *checker) checkClient() {
	result, id, secret := c.result(CheckClient), c.client.ID, c.client.Secret.Reveal()
	switch {
	case id == "":
		result.fail("it has no id", "read the client from the console's file with ParseClient", clientsPage(c.client))
	case secret == "":
		result.fail("it has no secret", remedySecret, clientPage(c.client))
	case bare(id) != id:
		result.fail("the id has blanks, quotes or line ends in it", "copy the id again, without what surrounds it", clientsPage(c.client))
	case bare(secret) != secret:
		result.fail("the secret has blanks, quotes or line ends in it", "copy the secret again, without what surrounds it", clientPage(c.client))
	case otherThan(fieldID, id) != "":
		result.fail("its id is "+otherThan(fieldID, id), "copy the client id, which ends in "+clientIDSuffix, clientsPage(c.client))
	case otherThan(fieldSecret, secret) != "":
		result.fail("its secret is "+otherThan(fieldSecret, secret), "copy the client secret", clientPage(c.client))
	case !shapeOfID.MatchString(id):
		result.warn(maskID(id)+", which does not look like a client id of today", "compare it with the Clients page", clientsPage(c.client))
	case !shapeOfSecret.MatchString(secret):
		result.warn(maskID(id)+", with a secret of an unusual form", "compare the secret with the console's file", clientPage(c.client))
	default:
		result.ok(maskID(id))
	}
}

// checkEndpoints keeps the secret, the code and the tokens from foreign hosts.
func (c *checker) checkEndpoints() {
	result := c.result(CheckEndpoints)
	for _, endpoint := range []struct{ key, uri, host string }{
		{"auth_uri", c.client.AuthURI, authHost},
		{"token_uri", c.client.TokenURI, tokenHost},
	} {
		if checkEndpoint(endpoint.key, endpoint.uri, endpoint.host) != nil {
			result.fail("its "+endpoint.key+" is not Google's",
				"do not use this file: it would send the secret elsewhere; download the client's JSON again", clientsPage(c.client))
			return
		}
	}
	result.ok("on Google's hosts")
}

func (c *checker) checkSharedClient() {
	result := c.result(CheckSharedClient)
	switch {
	case c.client.ID == "":
		c.because(CheckSharedClient, CheckClient)
	case c.client.SharedRclone():
		// The console of that client is not the reader's.
		result.warn("it is rclone's, which all its users share and which is being switched off in 2026",
			"create an OAuth client of your own, of the type Desktop app", console+"/auth/clients/create")
	default:
		result.ok("it is not rclone's shared one")
	}
}
