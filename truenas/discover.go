package truenas

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// maxVersions bounds the list of API versions. A web page may be longer; that
// it is one shows before.
const maxVersions = 64 << 10

// discover finds out what a NAS speaks, unless the address says so. TrueNAS
// 25.04 and newer lists the versions of its API; where there is no such list,
// only the older protocol is left. Trouble on the way to the list is an error:
// it says nothing about the NAS.
func discover(ctx context.Context, t Transport, e endpoint) (Protocol, string, error) {
	switch e.path {
	case "":
	case pathLegacy:
		return LegacyProtocol, e.path, nil
	default:
		return JSONRPC, e.path, nil
	}
	response, err := t.Get(ctx, "/api/versions")
	if err != nil {
		return "", "", err
	}
	defer func() { _ = response.Body.Close() }()
	switch code := response.StatusCode; {
	case code == http.StatusNotFound, e.isOwnPage(response):
		return LegacyProtocol, pathLegacy, nil
	case code != http.StatusOK:
		return "", "", fmt.Errorf("truenas: %s/api/versions answered HTTP %d: %s", e.name(), code, e.statusHint(response))
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxVersions))
	if err != nil {
		return "", "", fmt.Errorf("truenas: %s: reading its API versions: %w", e.name(), err)
	}
	var versions []string
	if json.Unmarshal(body, &versions) != nil {
		return LegacyProtocol, pathLegacy, nil
	}
	return JSONRPC, pathCurrent, nil
}

// isOwnPage reports whether an answer sends a browser on to a page of the same
// NAS, as TrueNAS does with addresses it does not know.
func (e endpoint) isOwnPage(response *http.Response) bool {
	if response.StatusCode < 300 || response.StatusCode >= 400 {
		return false
	}
	to, err := response.Location()
	scheme := map[string]string{"wss": "https", "ws": "http", "unix": "http"}[e.scheme]
	return err == nil && to.Host == e.host && to.Scheme == scheme
}
