package tlsca_test
import ("testing";"net/http";"crypto/tls";"os";"time";"net";"fmt";"huxue/internal/kit/tlsca")
func TestManual(t *testing.T){
 h:=http.HandlerFunc(func(w http.ResponseWriter,r *http.Request){fmt.Fprint(w,"<html><body>hello "+r.Proto)})
 o:=tlsca.Options{Mode:"local",Dir:"/tmp/tlsman/local",Hosts:[]string{"huxue.test"}}
 s,err:=tlsca.Config(o); if err!=nil{t.Fatal(err)}
 fmt.Println(tlsca.Fingerprint(s.CA))
 a,err:=tlsca.Config(tlsca.Options{Mode:"acme",Dir:"/tmp/tlsman/acme",Hosts:[]string{"huxue.test"},ACMEEmail:"a@b.cn",ACMEDirectory:"https://127.0.0.1:14000/dir",ACMEClient:&http.Client{Transport:&http.Transport{TLSClientConfig:&tls.Config{InsecureSkipVerify:true}}}})
 if err!=nil{t.Fatal(err)}
 serve:=func(addr string,c *tls.Config,h http.Handler){ln,err:=net.Listen("tcp",addr);if err!=nil{t.Fatal(err)};srv:=&http.Server{Handler:h,TLSConfig:c};if c!=nil{go srv.ServeTLS(ln,"","")}else{go srv.Serve(ln)}}
 serve("127.0.0.1:18443",s.TLS,h); serve("127.0.0.1:18080",nil,s.Plain(tlsca.Address{Port:"18443"}))
 serve("127.0.0.1:15001",a.TLS,h); serve("127.0.0.1:15002",nil,a.Plain(tlsca.Address{Port:"15001"}))
 for i:=0;i<200;i++{ if _,e:=os.Stat("/tmp/tlsman/stop");e==nil{return}; time.Sleep(time.Second)}
}
