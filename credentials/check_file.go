package credentials

import (
	"context"
	"errors"
)

// CheckClientFile is [Check] for a client file that may be the wrong one: what
// [ParseClient] refuses is a failed check of the report, with the remedy and a
// link, and nothing is sent.
func CheckClientFile(ctx context.Context, file []byte, grant *Grant, options CheckOptions) Report {
	client, err := ParseClient(file)
	if err == nil {
		return Check(ctx, client, grant, options)
	}
	refused, ok := errors.AsType[*ClientFileError](err)
	if !ok {
		refused = &ClientFileError{Kind: ClientFileUnknown}
	}
	c := newChecker(refused.Client, grant, options)
	id, page := CheckClient, clientsPage(c.client)
	what, remedy := refused.Kind.explain()
	switch refused.Kind {
	case ClientFileForeignHost:
		id = CheckEndpoints
	case ClientFileMissingSecret:
		page = clientPage(c.client)
	case ClientFileWeb, ClientFileServiceAccount, ClientFileAuthorizedUser:
		page = createPage(c.client)
	}
	if refused.Detail != "" {
		what += ": " + refused.Detail
	}
	c.result(id).fail(what, remedy, page)
	c.checkGrant()
	c.checkIdle()
	c.checkConsents()
	c.skipRest(id)
	return c.finish()
}
