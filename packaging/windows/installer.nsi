; Installer for one user, without administrator rights. packages.py gives: VERSION, FOLDER (the program), OUT (the file
; made), ICON, and FILES (a list of what to delete again). Every version has a folder of its own, so that the one before
; stays until the new one has proved itself; the program clears older ones away (desktop/update.py). Uninstalling deletes
; only what was installed; the clerk's files and settings stay.
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestDPIAware true
RequestExecutionLevel user
!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\lvze"
Name "履责台账"
BrandingText "履责台账 ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\lvze\${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "履责台账"
VIAddVersionKey /LANG=2052 "FileDescription" "履责台账安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "将在本机为当前用户安装履责台账 ${VERSION}，不需要管理员权限，也不需要联网。$\r$\n$\r$\n如果履责台账正开着，请先关闭。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\履责台账.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开履责台账"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; A program that runs cannot be written to: ask for it to be closed before anything is changed.
!macro MUST_BE_CLOSED UN
Function ${UN}MustBeClosed
  again:
  ${If} ${FileExists} "$INSTDIR\履责台账.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\履责台账.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "履责台账正开着，请先保存并关闭它，再点“重试”。" /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro MUST_BE_CLOSED ""
!insertmacro MUST_BE_CLOSED "un."

Section
  Call MustBeClosed
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\卸载.exe"
  CreateShortcut "$SMPROGRAMS\履责台账.lnk" "$INSTDIR\履责台账.exe"
  CreateShortcut "$DESKTOP\履责台账.lnk" "$INSTDIR\履责台账.exe"
  WriteRegStr HKCU "Software\Classes\.lvze" "" "lvze.file"
  WriteRegStr HKCU "Software\Classes\lvze.file" "" "履责台账文件"
  WriteRegStr HKCU "Software\Classes\lvze.file\DefaultIcon" "" '"$INSTDIR\履责台账.exe",0'
  WriteRegStr HKCU "Software\Classes\lvze.file\shell\open\command" "" '"$INSTDIR\履责台账.exe" "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "履责台账"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" '"$INSTDIR\履责台账.exe",0'
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\卸载.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\卸载.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  SectionGetSize 0 $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

; Other versions beside this one, each by its own list.
Function un.OtherVersions
  FindFirst $0 $1 "$INSTDIR\..\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} ${FileExists} "$INSTDIR\..\$1\卸载.exe"
      GetFullPathName $2 "$INSTDIR\..\$1"
      ${If} $2 != $INSTDIR
        ExecWait '"$2\卸载.exe" /S /OLD _?=$2'
        Delete "$2\卸载.exe"
        RMDir "$2"
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Section "Uninstall"
  Call un.MustBeClosed
  !include "${FILES}"
  Delete "$INSTDIR\卸载.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  ${GetParameters} $3
  ClearErrors
  ${GetOptions} $3 "/OLD" $4
  ${If} ${Errors} ; called by the clerk, not by another version's uninstaller
    Call un.OtherVersions
    RMDir "$INSTDIR\.."
    Delete "$SMPROGRAMS\履责台账.lnk"
    Delete "$DESKTOP\履责台账.lnk"
    DeleteRegKey HKCU "Software\Classes\lvze.file"
    ReadRegStr $0 HKCU "Software\Classes\.lvze" ""
    ${If} $0 == "lvze.file"
      DeleteRegKey HKCU "Software\Classes\.lvze"
    ${EndIf}
    DeleteRegKey HKCU "${KEY}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${EndIf}
SectionEnd
