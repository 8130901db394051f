package outbound

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A robot answers 200 whatever happens; the truth is a number inside. After too
// many messages it wants to be left alone for a while.
const robotRest = time.Minute

// WeCom sends a text to a group robot of WeCom (企业微信); address holds its key.
// (developer.work.weixin.qq.com/document/path/91770)
func WeCom(ctx context.Context, c *http.Client, address, text string) Answer {
	body := marshal(map[string]any{"msgtype": "text", "text": map[string]string{"content": text}})
	return robot(ctx, c, address, body, map[int64]string{
		0: "", 45009: RateLimited, 45033: RateLimited, 93000: RobotGone, 40058: Refused,
	})
}

// DingTalk sends a text to a group robot of DingTalk (钉钉). secret, if not "",
// signs the request: the HMAC of time and secret goes into the address.
// (open.dingtalk.com/document/robots/custom-robot-access)
func DingTalk(ctx context.Context, c *http.Client, address, secret, text string, now time.Time) Answer {
	u, err := url.Parse(address)
	if err != nil {
		return Answer{Code: Refused, Err: err}
	}
	if secret != "" {
		at := strconv.FormatInt(now.UnixMilli(), 10)
		q := u.Query()
		q.Set("timestamp", at)
		q.Set("sign", base64.StdEncoding.EncodeToString(sum([]byte(secret), at+"\n"+secret)))
		u.RawQuery = q.Encode()
	}
	body := marshal(map[string]any{"msgtype": "text", "text": map[string]string{"content": text}})
	return robot(ctx, c, u.String(), body, map[int64]string{
		0: "", 130101: RateLimited, 130103: RateLimited, 300001: RobotGone, 300005: RobotGone, 310000: RobotGuard,
	})
}

// Feishu sends a text to a group robot of Feishu (飞书). secret, if not "", signs
// the request: time and secret are the key of an HMAC over nothing.
// (open.feishu.cn/document/client-docs/bot-v3/add-custom-bot)
func Feishu(ctx context.Context, c *http.Client, address, secret, text string, now time.Time) Answer {
	m := map[string]any{"msg_type": "text", "content": map[string]string{"text": text}}
	if secret != "" {
		at := strconv.FormatInt(now.Unix(), 10)
		m["timestamp"], m["sign"] = at, base64.StdEncoding.EncodeToString(sum([]byte(at+"\n"+secret), ""))
	}
	return robot(ctx, c, address, marshal(m), map[int64]string{
		0: "", 11232: RateLimited, 9499: RateLimited, 19001: RobotGone, 19021: RobotGuard, 19022: RobotGuard, 19024: RobotGuard,
	})
}

func sum(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func robot(ctx context.Context, c *http.Client, address string, body []byte, codes map[int64]string) Answer {
	text, a := request(ctx, c, http.MethodPost, address, jsonHeader(), body)
	if a.Code != "" {
		return a
	}
	n, ok := errorNumber(text)
	if !ok {
		return Answer{Code: BadAnswer}
	}
	code, known := codes[n]
	switch {
	case !known:
		return Answer{Code: Refused}
	case code == RateLimited:
		return Answer{Code: code, Retry: true, After: robotRest}
	}
	return Answer{Code: code}
}

// errorNumber finds the number inside a robot's answer, whatever it is called.
func errorNumber(body []byte) (int64, bool) {
	var in struct {
		ErrCode    *int64 `json:"errcode"`
		Code       *int64 `json:"code"`
		StatusCode *int64 `json:"StatusCode"`
	}
	if json.Unmarshal(body, &in) != nil {
		return 0, false
	}
	for _, n := range []*int64{in.ErrCode, in.Code, in.StatusCode} {
		if n != nil {
			return *n, true
		}
	}
	return 0, false
}
