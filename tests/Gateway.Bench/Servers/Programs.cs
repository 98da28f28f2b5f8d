using System.Globalization;

namespace Gateway.Bench.Servers;

/// <summary>Proxies of others that set the key, for comparison where they are installed.</summary>
internal static class Programs
{
    private const string Key = "Bearer apikey-bench-not-a-secret";

    public static string? Find(string name) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin" }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static string NginxConfiguration(string folder, int port, int vendorPort) => Write(Path.Combine(folder, "nginx.conf"), string.Create(CultureInfo.InvariantCulture, $$"""
        worker_processes 2;
        daemon off;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/nginx.log crit;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
          keepalive_requests 100000000;
          upstream vendor { server 127.0.0.1:{{vendorPort}}; keepalive 256; keepalive_requests 100000000; }
          server {
            listen 127.0.0.1:{{port}};
            location / { proxy_pass http://vendor; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Authorization "{{Key}}"; }
          }
        }
        """));

    public static string HaproxyConfiguration(string folder, int port, int vendorPort) => Write(Path.Combine(folder, "haproxy.cfg"), string.Create(CultureInfo.InvariantCulture, $"""
        global
          maxconn 4096
          nbthread 2
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          http-reuse always
        frontend callers
          bind 127.0.0.1:{port}
          http-request set-header Authorization "{Key}"
          default_backend vendor
        backend vendor
          server vendor 127.0.0.1:{vendorPort} pool-max-conn 256
        """) + "\n");

    private static string Write(string file, string text)
    {
        File.WriteAllText(file, text);
        return file;
    }
}
